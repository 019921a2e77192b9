/** Hands bytes, or text in UTF-8, to the browser as a download. Nothing of it is kept. @param parts one after the other */
export function saveFile(name: string, mediaType: string, ...parts: BlobPart[]): void {
  const url = URL.createObjectURL(new Blob(parts, { type: mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
