"""Drives `twilio` 2.0.10 (Python 2, run by jython) through whole sessions and prints what it saw, each as one line of JSON.

Usage: jython twilio_2_0_10.py, with the unpacked library on JYTHONPATH, and on standard input a line of JSON for each session:
[BASE, SID, TOKEN, VERSION]. The library hands back raw XML; this script reads it as a script of 2009 would, with minidom, by
element name. A version is all that stands before `/Accounts` in a path, such as `restcomm/2012-04-24`.
"""

import json
import sys
import traceback
import urllib2
from xml.dom import minidom

import twilio

V2008, V2010, RESTCOMM = "2008-08-01", "2010-04-01", "restcomm/2012-04-24"
NO_SUCH_CALL = "/Calls/CA00000000000000000000000000000bad"


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


def read_error(error):
    """An error read blindly as XML as the clients of 2009 did: fields of a RestException, or a Message alone."""
    (found,) = children(root(error.read()))
    shown = flat(found)
    shown["fields"] = shown["fields"] or {str(found.tagName): text(found)}
    shown["http"] = error.code
    return {"error": shown}


class Session(object):
    """One account of one server, asked in one version."""

    def __init__(self, base, sid, token, version):
        twilio._TWILIO_API_URL = base  # the one setting the library has
        self.sid, self.version = sid, version
        self.account = twilio.Account(sid, token)
        self.old = version == V2008
        self.to, self.sender = self.old and ("Called", "Caller") or ("To", "From")
        self.page_size, self.page = self.old and ("num", "page") or ("PageSize", "Page")

    def ask(self, path, method="GET", fields={}, account=None):
        return (account or self.account).request("/%s/Accounts/%s%s" % (self.version, self.sid, path), method, fields)

    def attempt(self, read, *asked):
        """What came of an act the backend may lack: what `read` makes of the answer, or {"error": ...}."""
        try:
            return read(self.ask(*asked))
        except urllib2.HTTPError as error:
            return read_error(error)

    def failure(self, path, method="GET", fields={}, account=None):
        """The error of a call that must fail."""
        try:
            body = self.ask(path, method, fields, account)
        except urllib2.HTTPError as error:
            return read_error(error)["error"]
        raise AssertionError("%s %s gave %r and had to fail" % (method, path, body[:200]))

    def every_page(self):
        """All calls, page by page, until the paging attributes say that was the last."""
        found, number = [], 0
        while True:
            listing = page(self.ask("/Calls", "GET", {self.page_size: "50", self.page: str(number)}))
            found.extend(sids(listing))
            number += 1
            if self.old and number >= int(listing["paging"]["numpages"]):
                return found
            if not self.old and listing["paging"]["nextpageuri"] in ("", "null"):
                return found

    def run(self):
        seen = {}
        seen["listed"] = page(self.ask("/Calls", "GET", {self.page_size: "20"}))
        seen["paged"] = self.every_page()
        seen["fetched"] = one(self.ask("/Calls/" + sids(seen["listed"])[19]))
        since = self.version == RESTCOMM and "StartTime=2009-07-06" or "StartTime>=2009-07-06"
        seen["filtered"] = self.attempt(lambda body: sids(page(body)), "/Calls?" + since)
        call = {self.to: "4155550142", self.sender: "4155550100", "Url": "http://example.com/a?b=1&c=2"}
        seen["called"] = one(self.ask("/Calls", "POST", call))
        if not self.old:
            made = "/Calls/" + str(seen["called"]["fields"]["Sid"])
            seen["hung_up"] = self.attempt(one, made, "POST", {"Status": "completed"})
        seen.update(self.numbers())
        message = {"To": "4155550142", "From": "4155550100", "Body": u"Caf\xe9 & <tea>".encode("utf-8")}
        seen["texted"] = one(self.ask("/SMS/Messages", "POST", message))
        seen["texts"] = page(self.ask("/SMS/Messages", "GET", {self.page_size: "5"}))
        seen["recordings"] = page(self.ask("/Recordings", "GET"))
        seen["not_found"] = self.failure(NO_SUCH_CALL)
        seen["refused"] = self.failure("/Calls", account=twilio.Account(self.sid, "wrong"))
        seen["rejected"] = self.failure("/Calls", "POST", {self.sender: "4155550100", "Url": "http://example.com/"})
        path = "//%s/Accounts/%s/Calls" % (self.version, self.sid)
        seen["double_slash"] = page(self.account.request(path, "GET", {self.page_size: "1"}))["paging"]
        for suffix in self.version == RESTCOMM and ("json",) or ("json", "csv", "html"):
            seen[suffix] = self.ask("/Calls.%s" % suffix, "GET", {self.page_size: "2"}).decode("utf-8")
        return seen

    def numbers(self):
        """Buys a number, renames it in every way the versions know, and gives it back."""
        seen = {}
        wanted, bought_at = {"AreaCode": "415"}, "/IncomingPhoneNumbers"
        if self.old:
            bought_at += "/Local"
        else:
            read = lambda body: [item["fields"]["PhoneNumber"] for item in page(body)["items"]]
            seen["searched"] = self.attempt(read, "/AvailablePhoneNumbers/US/Local", "GET", {"AreaCode": "415"})
            if "error" not in seen["searched"]:
                wanted = {"PhoneNumber": str(seen["searched"][0])}
        seen["bought"] = self.attempt(one, bought_at, "POST", dict(wanted, FriendlyName="desk"))
        if "error" in seen["bought"]:
            return seen
        number = "/IncomingPhoneNumbers/" + str(seen["bought"]["fields"]["Sid"])
        seen["renamed"] = one(self.ask(number, "PUT", {"FriendlyName": "Tom & Jerry <b>"}))
        seen["renamed_by_post"] = one(self.ask(number, "POST", {"FriendlyName": "by POST"}))
        seen["renamed_by_override"] = one(self.ask(number + "?_method=PUT", "POST", {"FriendlyName": "by override"}))
        seen["released"] = self.ask(number, "DELETE")
        seen["released_twice"] = self.failure(number, "DELETE")
        return seen


def main():
    for line in iter(sys.stdin.readline, ""):
        try:
            seen = Session(*[str(word) for word in json.loads(line)]).run()
        except Exception:
            seen = {"crashed": traceback.format_exc()}
        print(json.dumps(seen))
        sys.stdout.flush()


main()
