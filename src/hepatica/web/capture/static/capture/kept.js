// What this browser keeps until the server has it: one entry per field, so that two tabs never overwrite each other.
// Names begin with the person's own prefix; nobody else's page reads them.
export function keep(mine) {
  const memory = new Map();
  return {
    put(key, value) {
      memory.set(key, value);
      try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or private: memory holds it */ }
    },
    drop(key) {
      memory.delete(key);
      try { localStorage.removeItem(key); } catch { /* it was never there */ }
    },
    all(prefix) {
      const found = new Map(memory);
      try {
        for (const key of Object.keys(localStorage)) {
          if (key.startsWith(mine)) found.set(key, JSON.parse(localStorage.getItem(key)));
        }
      } catch { /* memory alone */ }
      return [...found].filter(([key, value]) => key.startsWith(prefix) && value)
        .sort((a, b) => (a[0] < b[0] ? -1 : 1));
    },
    forget() {
      memory.clear(); // the frame clears the browser's own store
    },
  };
}
