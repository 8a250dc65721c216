"""A real Dovecot on free ports, with its mail in a folder of the test: IMAP to read by, LMTP to deliver by."""

import getpass
import os
import shutil
import smtplib
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.serving import free_port

HOW_TO_GET_ONE = "No Dovecot: `apt-get install dovecot-imapd dovecot-lmtpd`."
USER, PASSWORD = "seller", "an app password"
CONFIGURATION = """
protocols = imap lmtp
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
mail_location = maildir:{folder}/mail/%u
mail_uid = {mail}
mail_gid = {mail_group}
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """The server's ports, and what can be done with its mailbox from outside."""

    def __init__(self, folder, imap, lmtp):
        self.folder, self.imap, self.lmtp = folder, imap, lmtp

    def deliver(self, raw, user=USER):
        """Brings a mail into the INBOX, as a receiving server does."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as client:
            client.sendmail("bounces@amazon.de", [user], raw)

    def flags(self, user=USER):
        """The names of the mails, which say how they are marked."""
        return sorted(one.name for place in ("new", "cur") for one in (self.folder / "mail" / user / place).glob("*"))


def _who():
    """Dovecot's own users for root, whom it refuses to be; everything as oneself otherwise."""
    if os.geteuid() == 0:
        return {"internal": "dovecot", "group": "dovecot", "login": "dovenull", "mail": "nobody", "mail_group": "nogroup"}
    me, mine = getpass.getuser(), str(os.getgid())
    return {"internal": me, "group": mine, "login": me, "mail": me, "mail_group": mine}


@contextmanager
def a_dovecot(folder):
    """Runs while the block does; the test is skipped where none is installed."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        pytest.skip(HOW_TO_GET_ONE)
    who, ports = _who(), {"imap": free_port(), "lmtp": free_port()}
    for one in (folder, *folder.parents):
        if os.geteuid() == 0 and one.stat().st_uid == 0 and str(one).startswith("/tmp/"):
            one.chmod(0o755)
    for name in ("mail", "state"):
        (folder / name).mkdir(exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder / "mail", who["mail"], who["mail_group"])
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (folder / "dovecot.conf").write_text(CONFIGURATION.format(folder=folder, **ports, **who))
    process = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")], start_new_session=True)
    try:
        _wait(ports["lmtp"], process, folder)
        yield Dovecot(folder, **ports)
    finally:
        process.terminate()
        process.wait(10)


def _wait(port, process, folder):
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            with smtplib.LMTP("127.0.0.1", port):
                return
        except OSError:
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.02)
    raise AssertionError((folder / "log").read_text())
