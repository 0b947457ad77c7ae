"""What each kind of problem means, and what to do when nothing better is known: for a person to read."""

from typing import Final

WORDS: Final = {
    "malformed": (
        "What was sent could not be read: broken JSON, a key that stands twice, text that is not UTF-8, "
        "or a file that was cut off.",
        "Look at the place that the problem names, mend it and send it again. Nothing was written.",
    ),
    "invalid": (
        "What was sent could be read, but at least one field breaks a rule: it is unknown or missing, of a "
        "wrong type, a date that is on no calendar, a number out of its range.",
        "The problem lists every field it knows of, as a JSON Pointer. Put those right and send it again.",
    ),
    "not-signed-in": (
        "This needs an account, and nobody is signed in. A session or a token may have run out.",
        "Sign in on the page, or send a token in the Authorization header: Bearer, a space, the token.",
    ),
    "code-needed": (
        "The password is right, and this person has a second factor. Nobody is signed in yet.",
        "Ask again with the same password, and with the code that the person’s app shows as `code`.",
    ),
    "step-up-needed": (
        "You are signed in, and this asks for more: it was too long ago that you proved that it is you.",
        "Confirm it on /account/confirm with your code or your password, then ask again.",
    ),
    "not-allowed": (
        "You are signed in, and your role does not include this.",
        "Ask somebody whose role does, or sign in as the person who has it.",
    ),
    "not-found": (
        "There is nothing under this address, or it belongs to another organisation. Both read the same "
        "on purpose, so that nobody can find out what others keep.",
        "Check the address. If it is your organisation’s, sign in with the right account.",
    ),
    "conflict": (
        "Somebody was first, or the thing is in a state in which this cannot be done.",
        "Read it again, and decide on what stands now.",
    ),
    "key-reused": (
        "An Idempotency-Key stands for one request. This one was sent before with another method, path or "
        "body.",
        "Send a new act with a new key. A retry sends exactly what the first try sent.",
    ),
    "in-flight": (
        "A request with the same Idempotency-Key is being carried out at this moment.",
        "Send it again in a second with the same key. You get the answer of the first, and no second effect.",
    ),
    "answer-lost": (
        "A request with this Idempotency-Key was carried out. Its answer was sealed with a secret that the "
        "service no longer has.",
        "Do not send it again with a new key. Read what stands: the act was carried out once.",
    ),
    "stale": (
        "The record changed after you had read it, so your change would have been made blind.",
        "Read it again, look at what changed, and send your change with the new version.",
    ),
    "too-large": (
        "The file or the text is larger than this address takes.",
        "Send a smaller one. The limit stands in the problem, or in the description of the API.",
    ),
    "too-slow": (
        "What was sent came in so slowly that it would have held up others. Nothing of it was kept.",
        "Send it again over a better connection, or send less of it at once.",
    ),
    "too-many": (
        "There were too many requests in a short time, or too many tries to sign in. This protects accounts "
        "from being guessed, and keeps the service quick for everybody.",
        "Wait for as long as the Retry-After header says, then try again. The limits stand at /api.",
    ),
    "unavailable": (
        "Something that the service needs does not answer right now. Nothing was half-written.",
        "Try again in a moment. If it stays so, tell whoever runs the service.",
    ),
    "unexpected": (
        "Something happened that we had not foreseen. Nothing was half-written.",
        "Try again. If it happens twice, report it with the request id: it leads to the line in the log.",
    ),
    "method-not-allowed": (
        "The address exists, and it does not take this method.",
        "Look the method up in the description of the API. The Allow header names those that it takes.",
    ),
}
