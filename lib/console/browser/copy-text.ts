/** Puts text on the clipboard. @throws when the browser refuses */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // The Clipboard API is absent on pages that came over plain HTTP from another machine.
  const area = document.createElement("textarea");
  area.value = text;
  const { activeElement } = document;
  // A dialog takes the focus back from what is outside of it.
  (activeElement?.closest("[role=dialog]") ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (activeElement instanceof HTMLElement) activeElement.focus();
  if (!isCopied) throw new Error("The browser refused to copy.");
}
