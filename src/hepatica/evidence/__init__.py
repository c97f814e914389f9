"""What has been published about CD34+ cells, mesenchymal cells and both in cirrhosis, as a table with its sources."""
