"""`POST /webhooks/stripe`: where the payment processor's messages come in. Nobody is signed in here: what is
not signed by the processor, or was signed too long ago, is refused before anything of it is believed.
"""

from typing import Any, Final

from litestar import Request, Response, post
from litestar.di import NamedDependency

from plumbline.billing.clerk import Clerk
from plumbline.billing.port_errors import SignatureRefused
from plumbline.kit.errors import Malformed

SIGNATURE: Final = "stripe-signature"


@post("/webhooks/stripe", include_in_schema=False, status_code=200)
async def receive(request: Request[Any, Any, Any], clerk: NamedDependency[Clerk]) -> Response[None]:
    """Kept once, answered at once, handled afterwards. A message that is known is answered the same."""
    try:
        await clerk.receive(await request.body(), request.headers.get(SIGNATURE, ""))
    except SignatureRefused as error:
        raise Malformed(error.detail, next_step=error.next_step) from error
    return Response(None, status_code=200)
