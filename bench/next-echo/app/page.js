/** Nothing: what a page of Next.js loads before it holds anything of its own. */
export const dynamic = "force-dynamic";

export default function Page() {
  return null;
}
