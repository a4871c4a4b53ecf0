// A look or a sync that is going on: the page shows how far it is until it ends.
(() => {
  "use strict";
  const SECONDS = 2;

  async function look() {
    const shown = document.getElementById("sync");
    if (!shown?.hasAttribute("data-active")) {
      return;
    }
    try {
      const response = await fetch(location.href);
      if (response.ok && !response.redirected) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const now = page.getElementById("sync");
        if (now?.hasAttribute("data-active")) {
          // Only what moves: the words around it are not read out again and again.
          shown.querySelector("[role=status]").replaceChildren(
            ...now.querySelector("[role=status]").childNodes,
          );
        } else if (now) {
          shown.replaceWith(now);
          document.getElementById("main").focus();
          return;
        }
      }
    } catch {
      // The server is being started again, or the network is away: the next look tells.
    }
    setTimeout(look, SECONDS * 1000);
  }

  setTimeout(look, SECONDS * 1000);
})();
