// Shows the councils that hold every word typed, and says how many there are.
(function () {
  "use strict";
  var box = document.getElementById("filter");
  var count = document.getElementById("count");
  var all = document.getElementById("all");
  var items = Array.prototype.slice.call(document.querySelectorAll("[data-key]"));
  var groups = Array.prototype.slice.call(document.querySelectorAll(".group"));
  function filter() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    items.forEach(function (item) {
      var key = item.getAttribute("data-key");
      item.hidden = !words.every(function (word) { return key.indexOf(word) >= 0; });
      if (!item.hidden && all.contains(item)) { shown += 1; }
    });
    groups.forEach(function (group) {
      group.hidden = !group.querySelector("[data-key]:not([hidden])");
      if (group.tagName === "DETAILS") { group.open = words.length > 0; }
    });
    count.textContent = words.length ? shown + " of " + count.getAttribute("data-of") + " councils" : "";
  }
  box.addEventListener("input", filter);
  box.hidden = false;
  if (box.value) { filter(); }
})();
