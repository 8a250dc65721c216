"""Every HTTP route there is, by how it is attacked. A route or a page that is not here fails a test."""

POSTS = {
    "/register": {"name": "Nadja", "email": "nadja@typed.example", "password": "a whole sentence, typed", "country": "DE"},
    "/login": {"email": "nobody@victim.example", "password": "a whole sentence, guessed"},
    "/login/code": {"code": "123456"},
    "/prove": {"password": "a whole sentence, guessed"},
    "/authenticator/begin": {},
    "/authenticator/add": {"code": "123456"},
    "/authenticator/codes": {},
    "/authenticator/kept": {},
    "/authenticator/remove": {},
    "/logout": {"next": "/"},
    "/confirm": {},
    "/forgot": {"email": "nobody@typed.example"},
    "/reset": {"password": "a whole sentence, typed"},
    "/email": {},
    "/security/end": {"session": "1"},
    "/security/end-others": {},
    "/security/password": {"old": "a whole sentence, guessed", "new": "a whole sentence, typed"},
    "/security/email": {"email": "nadja@typed.example"},
    "/passkey/question": {"purpose": "add"},
    "/passkey/log-in": {"credential": "{}"},
    "/passkey/prove": {"credential": "{}"},
    "/passkey/add": {"credential": "{}", "name": "Chrome on Linux"},
    "/passkey/rename": {"passkey": "1", "name": "Chrome on Linux"},
    "/passkey/remove": {"passkey": "1"},
    "/security/unlink": {"identity": "1"},
    "/confirm/send": {},
    "/auth/{provider}": {"next": "/membership", "link": "yes"},
    "/auth/register": {"name": "Nadja", "country": "DE"},
    "/auth/link": {},
    "/invitation/accept": {"understood": "yes"},
    "/invitation/decline": {},
    "/invitation/register": {"name": "Nadja", "password": "a whole sentence, typed", "country": "DE"},
    "/demo": {},
    "/demo/walkthrough": {},
    "/demo/back": {},
    "/stores/import": {},
    "/stores/amazon/connect": {"store": "DE"},
    "/stores/amazon/paste": {"store": "DE", "seller": "A2EUROPE", "token": "Atzr|typed-by-somebody"},
    "/stores/amazon/disconnect": {"connection": "1"},
    "/stores/mailbox/connect": {"stores": "DE", "security": "TLS"},
    "/stores/mailbox/disconnect": {"mailbox": "1"},
}
"""Forms, with what an honest page would send."""

NEED_LOG_IN = {
    *("/prove", "/authenticator/begin", "/authenticator/add", "/authenticator/codes"),
    *("/authenticator/kept", "/authenticator/remove"),
    *("/confirm/send", "/demo/walkthrough", "/demo/back", "/stores/import"),
    *("/stores/amazon/connect", "/stores/amazon/paste", "/stores/amazon/disconnect"),
    *("/stores/mailbox/connect", "/stores/mailbox/disconnect"),
    *("/security/end", "/security/end-others", "/security/password", "/security/email", "/security/unlink"),
    *("/passkey/question", "/passkey/prove", "/passkey/add", "/passkey/rename", "/passkey/remove"),
}

GETS = {
    *("/authenticator/new", "/authenticator/picture.svg", "/authenticator/codes", "/authenticator/codes.txt"),
    *("/confirm/{token}", "/reset/{token}", "/email/{token}", "/auth/{provider}/callback"),
    "/stores/amazon/callback",
    *("/invitation/{link}", "/mailbox/letter/{letter_id}"),
}

DOWNLOADS = {"/activity/export.csv", "/orders/export.csv", "/orders/export.xlsx"}
"""Files for whoever may have them."""

STYLES = {"/visitor.css"}

PUBLIC = {
    *("/", "/login", "/login/code", "/register", "/confirm", "/forgot", "/reset", "/email", "/continue"),
    *("/invitation", "/mailbox", "/404"),
}
PROTECTED = {
    *("/membership", "/membership/family", "/activity", "/security", "/prove"),
    *("/overview", "/orders", "/orders/[order_id]", "/stores", "/stores/reconciliation"),
    *("/messages", "/messages/[thread]"),
}

FRAMEWORK = {"/ping", "/_health", "/_event"}
"""The framework's own: alive or not, and the websocket."""
