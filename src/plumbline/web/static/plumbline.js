// Everything works without this file; it only makes some of it quicker.
// The design system's own behaviour first: menus, details, error summaries.
try {
  const { initAll } = await import("/assets/nhsuk-frontend.min.js");
  initAll();
} catch {
  // The design system's files were not fetched: pages stay as the server sent them.
}

// A number from 0 to 100 also gets a slider. The number field stays, for keyboards and for exactness.
for (const field of document.querySelectorAll("input[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = field.min;
  slider.max = field.max;
  slider.step = "1";
  slider.value = field.value;
  slider.setAttribute("aria-label", field.dataset.slider);
  slider.addEventListener("input", () => {
    field.value = slider.value;
  });
  slider.addEventListener("change", () => {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.addEventListener("input", () => {
    slider.value = field.value;
  });
  field.before(slider);
}

// A form marked data-live="results" shows its answer in that element as soon as a choice changes:
// the same page is asked for, and only its part is put in place, so that focus stays where it was.
for (const form of document.querySelectorAll("form[data-live]")) {
  let asked = 0;
  form.addEventListener("change", async () => {
    const mine = ++asked;
    const query = new URLSearchParams(new FormData(form));
    const address = `${form.getAttribute("action")}?${query}`;
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    const text = await answer.text();
    if (mine !== asked) return; // a later choice has been made meanwhile
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(form.dataset.live);
    const shown = document.getElementById(form.dataset.live);
    if (!answer.ok || !fresh || !shown) {
      form.requestSubmit(); // let the server say, as a whole page, what is wrong
      return;
    }
    for (const open of shown.querySelectorAll("details[open][id]")) {
      fresh.querySelector(`#${open.id}`)?.setAttribute("open", "");
    }
    shown.replaceWith(fresh);
    history.replaceState(null, "", address);
    const said = document.getElementById("said");
    if (said) said.textContent = fresh.querySelector("h2")?.textContent ?? "";
  });
}
