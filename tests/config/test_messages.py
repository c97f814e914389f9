import pytest

from hepatica.config.messages import Messages, read_messages
from hepatica.config.site import SiteError

SITE = '[site]\nname = "Test"\n'


def written(folder, text):
    (folder / "hepatica.toml").write_text(SITE + text, encoding="utf-8")
    return read_messages(folder)


def test_a_site_that_says_nothing_has_no_channel(tmp_path):
    messages = written(tmp_path, "")
    assert messages == Messages()
    assert messages.channels == ()


def test_mail_and_a_webhook_are_two_channels(tmp_path):
    text = '[mail]\nhost = "mail.hospital.example"\nsender = "trial@hospital.example"\n'
    text += (
        '[alerts]\nwebhook = "https://sms.hospital.example/in"\naddress = "https://trial.hospital.example"\n'
    )
    messages = written(tmp_path, text)
    assert messages.channels == ("mail", "webhook")
    assert (messages.port, messages.tls, messages.digest) == (587, True, "07:00")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[mail]\nhst = "x"\n', "[mail] has no key 'hst'"),
        ("[mail]\nport = true\n", "[mail] port is a whole number, not True"),
        ('[mail]\nhost = "mail.example"\n', "needs a sender"),
        ('[alerts]\nwebhook = "http://sms.example/in"\n', "needs https"),
        ('[alerts]\nwebhook = "sms"\n', "is an address such as"),
        ('[alerts]\ndigest = "7 am"\n', "a time of day such as 07:00"),
    ],
)
def test_what_cannot_be_is_a_sentence_that_names_the_key(tmp_path, text, says):
    with pytest.raises(SiteError) as error:
        written(tmp_path, text)
    assert says in str(error.value)
    assert "hepatica.toml" in str(error.value)


def test_a_webhook_on_this_machine_may_speak_plain_http(tmp_path):
    assert written(tmp_path, '[alerts]\nwebhook = "http://127.0.0.1:9000/in"\n').channels == ("webhook",)


def test_a_password_in_the_file_is_refused_since_it_belongs_in_the_environment(tmp_path):
    with pytest.raises(SiteError, match="no key 'password'"):
        written(tmp_path, '[mail]\npassword = "x"\n')
