// Everything works without this file; it only makes some of it quicker.
// The design system's own behaviour first: menus, details, error summaries.
try {
  const { initAll } = await import("/assets/nhsuk-frontend.min.js");
  initAll();
} catch {
  // The design system's files were not fetched: pages stay as the server sent them.
}

// Forms marked so send themselves when a choice changes.
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  let waiting;
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => form.requestSubmit(), 250);
  });
}

// A slider shows its number while it moves.
for (const slider of document.querySelectorAll("input[type=range]")) {
  const shown = document.getElementById(`${slider.id}-shown`);
  if (shown) {
    slider.addEventListener("input", () => {
      shown.textContent = slider.value;
    });
  }
}
