import Link from "next/link";
import { EmptyState } from "#components/patterns/empty-state";
import { words } from "#lib/console/words/words";

export default function NotFound() {
  return (
    <main className="py-12">
      <EmptyState level="h1" title={words.notFound.title} hint={words.notFound.hint}>
        <Link href="/" className="btn">
          {words.notFound.home}
        </Link>
      </EmptyState>
    </main>
  );
}
