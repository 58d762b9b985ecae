"""What the generated pages say before their tables and code."""

INTRODUCTION = """\
A **rule** is one thing that a party has to do. Every scenario belongs to one, every finding names one. A wrong type,
a wrong value and the absence of a claim belong to that claim's rule; where two rules could be meant, the earlier
stage wins (serialization, encoding, JSON, crit, algorithm, MAC, claims).

A rule binds as firmly as its firmest check; single deviations may be softer. `must`: it can be had without the client
secret, or it changes or drops a claim that says who, where, what for or until when, or it mixes up kinds of token,
stores or people. Of an issuer, `must` is what makes a real login fail or lets someone become someone else. What only
the holder of the secret could sign (odd JSON, odd encodings of signed parts) is `should`; hygiene is `may`. Two kinds
of change need no secret and are still softer than `must`, because they say nothing that was not signed: respelling a
signature, and putting something around or behind a whole valid token. Respelling the header or payload after signing is
`must`. A broken `must` is a `fail`, the rest `advisory` (`--strict` makes `should` fail). What rests on a line of the
[profile](profile.md) that is assumed or contested is advisory and says so.
"""
VERIFYING = """\
A whole function for each library: token and store in, the customer's id or nothing out. It holds every
[rule of a verifier](rules.md) that is about the token itself. What is left to the caller: answer nothing with a plain
401, take the token from the `Authorization` header or a body
([transport](rules/verifier.transport.md)), and let no other id outrank what it returns
([binding](rules/verifier.binding.md)). `tokenassay list rules --library pyjwt` prints one of them.
"""
ISSUING = """\
A whole function for each library: the customer of the session and a path in, the address of one login out. It holds
every [rule of an issuer](rules.md) that is about the token itself. What is left to the caller:

- **who** comes from the session that your server keeps, never from the request; no session, no link
  ([authorization](rules/issuer.authorization.md));
- **when** is the click: a link lives 30 seconds and works once, so none is made ahead, kept, or made for a page
  ([issued-at](rules/issuer.issued-at.md));
- **how** is a 303 to the link with `HEADERS`: nobody keeps it, and nobody learns it from a referrer
  ([delivery](rules/issuer.delivery.md));
- neither link nor claims go to a log, and the secret stays on the server ([leak](rules/issuer.leak.md)).

`tokenassay inspect` takes a link apart and says all that is wrong with it;
[From nothing to the first login](first-login.md) puts the app around it to the test.

## The classic slips

BigCommerce answers most of them with the same "Invalid login", and the rest not at all.

- The claim is called **`redirect_url`** or `redirectUrl`: the login works and lands on the account page. It is
  `redirect_to`, and holds the path alone (`/cart.php?x=1`), without the store's address.
- **`Math.round(Date.now() / 1000)`**: half of all tokens are dated up to half a second ahead, and the future fails.
  Whole seconds, rounded down; no milliseconds, no float.
- The link is **made ahead**, while the page is, or kept for the next click: it fails after half a minute, and whenever
  it comes twice.
- The **`jti`** is a constant, a default argument, or the time: the first login works, the next ones fail. It is random,
  and new in each call.
- The **secret** is decoded from hex or base64, or ends with the line feed of its file: every login fails. Its UTF-8
  text is the key, as it is. Without one, nothing starts; `""` as a default is found out long after the deployment.
- The **customer's id comes from the request**: anybody signs in as anybody.
- `customer_id` is text, an e-mail address or an id of your own database. It is the store's number, a JSON integer.
- `store_hash` is `stores/abc123`, as the install hands it over. It is `abc123`.
- There is no **`typ`**: jose and ruby-jwt write none unless told.
- There is no **`channel_id`** on a headless storefront: the login fails, or the checkout does not load.
- The store's address ends with a slash, and the link has **`//login/token/`**: not found.

## A clock that cannot be trusted

The store compares `iat` with its own clock: a second ahead is the future. Where a machine's clock is not held by NTP,
`GET https://api.bigcommerce.com/stores/{store_hash}/v2/time` (with `X-Auth-Token`) answers `{"time": 1789000000}`. Ask
now and then, keep the difference, and add it to `iat`; [issued-at](rules/issuer.issued-at.md) has the lines.
"""
PROFILE = """\
What is known of BigCommerce, with a standing on every line. `documented`: its own documents say
so. `observed`: seen in real tokens, or told by those who run it. `assumed`: nobody has said; the value is a switch of
ours. `contested`: sources disagree. Verdicts that rest on assumed or contested lines are advisory. Two profiles ship,
`observed` (the default) and `documented` (current customer tokens under HS256); your own repeats only what it changes:

```toml
name = "my-sandbox"
[facts]
"login.future" = { value = 1, standing = "observed", source = "measured on our sandbox" }
```
"""
