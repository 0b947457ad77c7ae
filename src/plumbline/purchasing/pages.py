"""Every page of direct purchases."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from plumbline.purchasing import list_pages, new_pages, order_pages, pay_pages, threshold_pages

handlers: Sequence[ControllerRouterHandler] = (
    list_pages.orders_page,
    list_pages.orders_file,
    list_pages.contracts_page,
    list_pages.contracts_file,
    list_pages.contract_page,
    new_pages.new_order_page,
    new_pages.draft_on_page,
    order_pages.order_page,
    order_pages.request_on_page,
    order_pages.decide_on_page,
    order_pages.send_on_page,
    order_pages.answer_on_page,
    order_pages.fulfil_on_page,
    order_pages.cancel_on_page,
    pay_pages.pay_on_page,
    pay_pages.look_on_page,
    pay_pages.give_back_on_page,
    pay_pages.payee_page,
    pay_pages.ask_on_page,
    pay_pages.onboard_on_page,
    pay_pages.look_at_payee_on_page,
    threshold_pages.threshold_page,
    threshold_pages.set_threshold_on_page,
)
