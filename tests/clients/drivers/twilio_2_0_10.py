"""Drives `twilio` 2.0.10 (Python 2, run by jython) through one whole session and prints what it saw as JSON.

Usage: jython twilio_2_0_10.py BASE SID TOKEN VERSION, with the unpacked library on JYTHONPATH. The library hands back raw
XML; this script reads it as a script of 2009 would, with minidom, by element name.
"""

import json
import sys
import urllib2
from xml.dom import minidom

import twilio

BASE, SID, TOKEN, VERSION = sys.argv[1:5]
OLD = VERSION == "2008-08-01"
TO, FROM = OLD and ("Called", "Caller") or ("To", "From")
PAGE_SIZE, PAGE = OLD and ("num", "page") or ("PageSize", "Page")
twilio._TWILIO_API_URL = BASE  # the one setting the library has

account = twilio.Account(SID, TOKEN)


def ask(path, method="GET", fields={}, account=account):
    return account.request("/%s/Accounts/%s%s" % (VERSION, SID, path), method, fields)


def root(body):
    return minidom.parseString(body).documentElement


def children(node):
    return [child for child in node.childNodes if child.nodeType == child.ELEMENT_NODE]


def text(node):
    return "".join(child.data for child in node.childNodes if child.nodeType == child.TEXT_NODE)


def flat(node):
    """An element as {child name: text}, and its own name and the order of the children beside it."""
    fields = dict((child.tagName, text(child)) for child in children(node))
    return {"element": node.tagName, "order": [child.tagName for child in children(node)], "fields": fields}


def one(body):
    (item,) = children(root(body))
    return flat(item)


def page(body):
    (listing,) = children(root(body))
    items = [flat(child) for child in children(listing)]
    return {"element": listing.tagName, "paging": dict(listing.attributes.items()), "items": items}


def sids(listing):
    return [str(item["fields"]["Sid"]) for item in listing["items"]]


def failure(path, method="GET", fields={}, account=account):
    """The error of a call that must fail, read blindly as XML as the clients of 2009 did."""
    try:
        body = ask(path, method, fields, account)
    except urllib2.HTTPError as error:
        shown = one(error.read())
        return {"http": error.code, "element": shown["element"], "order": shown["order"], "fields": shown["fields"]}
    raise SystemExit("%s %s gave %r and had to fail" % (method, path, body[:200]))


def every_page():
    """All calls, page by page, until the paging attributes say that was the last."""
    found, number = [], 0
    while True:
        listing = page(ask("/Calls", "GET", {PAGE_SIZE: "20", PAGE: str(number)}))
        found.extend(sids(listing))
        number += 1
        if OLD and number >= int(listing["paging"]["numpages"]) or not OLD and not listing["paging"]["nextpageuri"]:
            return found


def session():
    seen = {}
    seen["listed"] = page(ask("/Calls", "GET", {PAGE_SIZE: "20"}))
    seen["paged"] = every_page()
    last = sids(seen["listed"])[19]
    seen["fetched"] = one(ask("/Calls/" + last))
    seen["filtered"] = sids(page(ask("/Calls?StartTime>=2009-07-06", "GET")))
    seen["called"] = one(ask("/Calls", "POST", {TO: "4155550142", FROM: "4155550100", "Url": "http://example.com/a?b=1&c=2"}))
    seen["bought"] = buy()
    number = "/IncomingPhoneNumbers/" + str(seen["bought"]["fields"]["Sid"])
    seen["renamed"] = one(ask(number, "PUT", {"FriendlyName": "Tom & Jerry <b>"}))
    seen["renamed_by_post"] = one(ask(number, "POST", {"FriendlyName": "by POST"}))
    seen["renamed_by_override"] = one(ask(number + "?_method=PUT", "POST", {"FriendlyName": "by override"}))
    seen["released"] = ask(number, "DELETE")
    seen["released_twice"] = failure(number, "DELETE")
    message = {"To": "4155550142", "From": "4155550100", "Body": u"Caf\xe9 & <tea>".encode("utf-8")}
    seen["texted"] = one(ask("/SMS/Messages", "POST", message))
    seen["texts"] = page(ask("/SMS/Messages", "GET", {PAGE_SIZE: "5"}))
    seen["not_found"] = failure("/Calls/CA00000000000000000000000000000bad")
    seen["refused"] = failure("/Calls", account=twilio.Account(SID, "wrong"))
    seen["rejected"] = failure("/Calls", "POST", {FROM: "4155550100", "Url": "http://example.com/"})
    seen["double_slash"] = page(account.request("//%s/Accounts/%s/Calls" % (VERSION, SID), "GET", {PAGE_SIZE: "1"}))["paging"]
    for suffix in ("json", "csv", "html"):
        seen[suffix] = ask("/Calls.%s" % suffix, "GET", {PAGE_SIZE: "2"}).decode("utf-8")
    return seen


def buy():
    if OLD:
        return one(ask("/IncomingPhoneNumbers/Local", "POST", {"AreaCode": "415", "FriendlyName": "desk"}))
    free = children(children(root(ask("/AvailablePhoneNumbers/US/Local", "GET", {"AreaCode": "415"})))[0])
    return one(ask("/IncomingPhoneNumbers", "POST", {"PhoneNumber": str(flat(free[0])["fields"]["PhoneNumber"]), "FriendlyName": "desk"}))


print(json.dumps(session()))
