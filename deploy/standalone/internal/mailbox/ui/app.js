// Keeps the list up to date without taking away what somebody is reading.

const period = 2000;
let version = null;

function localTimes() {
  for (const time of document.querySelectorAll("#messages time")) {
    time.textContent = new Date(time.dateTime).toLocaleString();
  }
}

function replace(fresh) {
  const shown = new Map([...document.querySelectorAll("#messages > li > details")].map((d) => [d.id, d]));
  const items = [...fresh.querySelectorAll("#messages > li")].map((item) => {
    const old = shown.get(item.querySelector("details").id);
    return old ? old.parentElement : document.adoptNode(item);
  });
  document.getElementById("messages").replaceChildren(...items);
  const count = fresh.getElementById("count").textContent;
  const status = document.getElementById("count");
  if (status.textContent !== count) status.textContent = count; // said aloud only when it changes
  localTimes();
}

async function refresh() {
  try {
    const headers = version ? { "If-None-Match": version } : {};
    const response = await fetch(location.href, { headers, cache: "no-store" });
    if (response.status === 200) {
      version = response.headers.get("ETag");
      replace(new DOMParser().parseFromString(await response.text(), "text/html"));
    }
  } catch {
    // Sartor is being restarted; the next time, perhaps.
  }
  setTimeout(refresh, document.hidden ? 5 * period : period);
}

localTimes();
setTimeout(refresh, period);
