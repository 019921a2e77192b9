"use client";
import { KeyRound, Server } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useWorkplace } from "#components/shell/workplace";
import { shellWords } from "#lib/console/words/shell-words";

/** The rooms of the console; a room is listed once it works. */
const ENTRIES = [
  { path: "/keys", label: shellWords.keys, Icon: KeyRound },
  { path: "/system", label: shellWords.system, Icon: Server },
] as const;

export function SideNav() {
  const { basePath } = useWorkplace();
  const pathname = usePathname();
  return (
    <nav aria-label={shellWords.navigation} className="nav">
      {ENTRIES.map(({ path, label, Icon }) => (
        <Link key={path} href={basePath + path} prefetch={false} aria-current={pathname.startsWith(basePath + path) ? "page" : undefined}>
          <Icon className="i" aria-hidden />
          {label}
        </Link>
      ))}
    </nav>
  );
}
