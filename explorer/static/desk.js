// Small comforts; every page works without them.
"use strict";
if (matchMedia("(max-width: 48rem)").matches) {
  document.querySelector(".filters > details:not([data-used])")?.removeAttribute("open");
  document.querySelector(".masthead [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}
