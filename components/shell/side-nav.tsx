"use client";
import { KeyRound, ServerCog } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useWorkplace } from "#components/shell/workplace";
import { shellWords } from "#lib/console/words/shell-words";

/** The rooms of the console; a room is listed once it works. */
const ENTRIES = [
  { path: "/keys", label: shellWords.keys, Icon: KeyRound },
  { path: "/system", label: shellWords.system, Icon: ServerCog },
] as const;

export function SideNav() {
  const { basePath } = useWorkplace();
  const pathname = usePathname();
  return (
    <nav
      aria-label={shellWords.navigation}
      className="border-b border-line bg-surface px-2 py-1.5 md:w-44 md:shrink-0 md:border-r md:border-b-0 md:py-4"
    >
      <ul className="flex gap-1 md:flex-col">
        {ENTRIES.map(({ path, label, Icon }) => (
          <li key={path}>
            <Link
              href={basePath + path}
              prefetch={false}
              className="nav-link"
              aria-current={pathname.startsWith(basePath + path) ? "page" : undefined}
            >
              <Icon size={17} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
