"""Every HTTP route there is, by how it is attacked. A route or a page that is not here fails a test."""

POSTS = {
    "/register": {"name": "Nadja", "email": "nadja@typed.example", "password": "a whole sentence, typed", "country": "DE"},
    "/login": {"email": "olga@victim.example", "password": "a whole sentence, guessed"},
    "/logout": {"next": "/"},
    "/confirm": {},
    "/confirm/send": {},
    "/invitation/accept": {"understood": "yes"},
    "/invitation/decline": {},
    "/invitation/register": {"name": "Nadja", "password": "a whole sentence, typed", "country": "DE"},
    "/demo": {},
    "/demo/walkthrough": {},
    "/stores/import": {},
}
"""Forms, with what an honest page would send."""

NEED_LOG_IN = {"/confirm/send", "/demo/walkthrough", "/stores/import"}

GETS = {"/confirm/{token}", "/invitation/{link}", "/mailbox/letter/{letter_id}"}

STYLES = {"/visitor.css"}

PUBLIC = {"/", "/login", "/register", "/confirm", "/invitation", "/mailbox", "/404"}
PROTECTED = {"/membership", "/membership/family", "/overview", "/orders", "/orders/[order_id]", "/stores"}

FRAMEWORK = {"/ping", "/_health", "/_event"}
"""The framework's own: alive or not, and the websocket."""
