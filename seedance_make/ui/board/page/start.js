// Everything is put together, once.

makeRows();
makeFilters();
makeTray();
makeCompare();
readFragment();

addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.matches("input, select, textarea")) return;
  if (byId("compare").open) return;
  event.preventDefault();
  byId("text").focus();
});

// On paper every shot is there, with its picture.
addEventListener("beforeprint", fillAll);
byId("print").addEventListener("click", async () => {
  fillAll();
  await Promise.allSettled([...document.images].map((picture) => picture.decode()));
  print();
});
