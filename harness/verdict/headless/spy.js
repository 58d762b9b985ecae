// Runs in every page before its own scripts, with no more rights than these: what it reaches, any script there does.
(() => {
  const REACH = Symbol.for("tokenassay.reach");
  if (globalThis[REACH]) return;
  const MOST = 2000, LONG = 50000, WHOLE = 1000000, DEEP = 5, PATIENCE = 2000;
  const known = new Set([...Object.getOwnPropertyNames(globalThis), "tokenassayTells"]);
  const written = (value) => { try { return JSON.stringify(value) ?? ""; } catch { return ""; } };
  const later = setTimeout, Later = Promise;
  const soon = (promise) => new Later((end) => { later(end, PATIENCE); promise.then(end, () => end()); });
  const tell = (kind, text) => {
    try { globalThis.tokenassayTells({kind, origin: location.origin, text: String(text).slice(0, LONG)}); } catch {}
  };

  addEventListener("message", ({data}) => tell("message", typeof data === "string" ? data : written(data)), true);

  const readable = (type) => /json|text|javascript/.test(type ?? "") && !/event-stream/.test(type);
  let busy = 0;
  const fetched = globalThis.fetch;
  globalThis.fetch = async (...asked) => {
    try {
      for (const line of new Headers(asked[1]?.headers ?? asked[0]?.headers)) tell("header", line.join(": "));
    } catch {}
    busy += 1;
    try {
      const answer = await fetched.apply(globalThis, asked);
      if (readable(answer.headers.get("content-type"))) tell("answer", await soon(answer.clone().text()) ?? "");
      return answer;
    } finally {
      busy -= 1;
    }
  };
  const {setRequestHeader, send} = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
    tell("header", `${name}: ${value}`);
    return setRequestHeader.call(this, name, value);
  };
  XMLHttpRequest.prototype.send = function (...body) {
    busy += 1;
    this.addEventListener("loadend", () => { busy -= 1; });
    this.addEventListener("load", () => {
      if (["", "text"].includes(this.responseType)) tell("answer", this.responseText);
      else if (this.responseType === "json") tell("answer", written(this.response));
    });
    return send.apply(this, body);
  };

  for (const kind of ["log", "info", "warn", "error", "debug"]) {
    const said = console[kind];
    console[kind] = (...parts) => {
      for (const part of parts) if (part && typeof part === "object") tell("console", written(part));
      return said.apply(console, parts);
    };
  }

  const databases = async (note) => {
    for (const {name} of await indexedDB.databases()) {
      const base = await new Promise((done, fail) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => done(asked.result);
        asked.onerror = asked.onblocked = fail;
      });
      for (const store of base.objectStoreNames) {
        const rows = await new Promise((done, fail) => {
          const asked = base.transaction(store).objectStore(store).getAll(null, 50);
          asked.onsuccess = () => done(asked.result);
          asked.onerror = fail;
        });
        note("indexed-db", `${name}/${store}`, written(rows), WHOLE);
      }
      base.close();
    }
  };
  const kept = async (note) => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const asked of (await cache.keys()).slice(0, 50)) {
        const answer = await cache.match(asked);
        note("cache", name, `${asked.url}\n${written([...answer.headers])}\n${await answer.text()}`, WHOLE);
      }
    }
  };
  const globals = (note) => {
    const seen = new Set();
    const walk = (value, path, depth) => {
      if (typeof value === "string") return value.length > 7 ? note("global", path, value) : undefined;
      if (value === null || !["object", "function"].includes(typeof value) || depth > DEEP || seen.has(value)) return;
      if (seen.size > MOST || value instanceof Node || value === globalThis) return;
      seen.add(value);
      const parts = value instanceof Map ? [...value] : value instanceof Set ? [...value.entries()] : [];
      for (const [key, part] of parts) walk(part, `${path}.${String(key).slice(0, 40)}`, depth + 1);
      for (const key of Object.getOwnPropertyNames(value).slice(0, 200)) {
        try { walk(value[key], `${path}.${key}`, depth + 1); } catch {}
      }
    };
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (!known.has(name)) try { walk(globalThis[name], `window.${name}`, 0); } catch {}
    }
    walk(globalThis.name, "window.name", 0);
    walk(history.state, "history.state", 0);
  };

  const reach = async () => {
    const found = [];
    const note = (place, where, text, longest = LONG) => {
      if (found.length < MOST) found.push([place, String(where).slice(0, 200), String(text).slice(0, longest)]);
    };
    const storage = (place, kept) => { for (const name of Object.keys(kept)) note(place, name, kept.getItem(name)); };
    const parts = [
      () => storage("local-storage", localStorage),
      () => storage("session-storage", sessionStorage),
      () => document.cookie.split("; ").filter(Boolean).forEach((one) => {
        const [name, ...value] = one.split("=");
        note("cookie", name, value.join("="));
      }),
      () => note("page", "its HTML", document.documentElement.outerHTML, WHOLE),
      () => document.querySelectorAll("input,textarea").forEach((one) => {
        if (one.type !== "password") note("page", `the input ${one.name || one.id}`, one.value);
      }),
      () => globals(note),
      () => soon(databases(note)),
      () => soon(kept(note)),
    ];
    for (const part of parts) try { await part(); } catch {}
    return found;
  };
  Object.defineProperty(globalThis, REACH, {value: {reach, busy: () => busy}});
})();
