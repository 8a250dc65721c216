"""A real SMTP server in a thread, and the letters as somebody reads them."""

import email
import re
import threading
from contextlib import contextmanager
from email.policy import default

from aiosmtpd.controller import Controller

from tests.serving import free_port

ARRIVES_WITHIN = 15


class Postman:
    """Takes every letter, and hands out the ones somebody waits for."""

    def __init__(self):
        self._letters = []
        self._changed = threading.Condition()

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=default)
        with self._changed:
            self._letters += [(address, letter) for address in envelope.rcpt_tos]
            self._changed.notify_all()
        return "250 OK"

    def letters_to(self, address):
        return [letter for to, letter in self._letters if to == address]

    def wait_for(self, address, about, nth=1):
        """The nth letter to an address whose subject has these words; waits until it has arrived."""

        def found():
            return [letter for letter in self.letters_to(address) if about in letter["Subject"]]

        with self._changed:
            if not self._changed.wait_for(lambda: len(found()) >= nth, ARRIVES_WITHIN):
                raise AssertionError(f"no letter to {address} about {about!r} arrived")
            return found()[nth - 1]


@contextmanager
def a_post_office():
    """A mail server that lives as long as the block; yields its Postman and its URL."""
    postman = Postman()
    controller = Controller(postman, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield postman, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def html_of(letter):
    return letter.get_body(("html",)).get_content()


def link_in(letter):
    """The one link of a letter, which both of its versions have."""
    (link,) = set(re.findall(r"http://\S+", text_of(letter)))
    assert link in html_of(letter).replace("&amp;", "&")
    return link
