import { Compass } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "#components/patterns/empty-state";
import { words } from "#lib/console/words/words";

export default function NotFound() {
  return (
    <main className="py-12">
      <EmptyState level="h1" icon={<Compass size={22} />} title={words.notFound.title} hint={words.notFound.hint}>
        <Link href="/" className="button">
          {words.notFound.home}
        </Link>
      </EmptyState>
    </main>
  );
}
