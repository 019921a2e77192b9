"use client";
import { IdCard, LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { useTransition } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Menu } from "#components/ui/menu";
import { signOut } from "#lib/console/server/actions/sign-out";
import { shellWords } from "#lib/console/words/shell-words";

export function UserMenu({ userName, accountName }: { userName: string; accountName: string }) {
  const { basePath } = useWorkplace();
  const [, startTransition] = useTransition();
  return (
    <Menu
      label={shellWords.userMenu}
      align="right"
      button={
        <span className="flex items-center gap-2">
          <UserRound size={17} aria-hidden />
          <span className="hidden max-w-36 truncate md:inline">{userName}</span>
        </span>
      }
    >
      <div role="presentation" className="mb-1 border-b border-line px-2 pt-1 pb-2">
        <p className="truncate text-sm font-semibold">{userName}</p>
        <p className="truncate text-xs text-muted">{accountName}</p>
      </div>
      <Link role="menuitem" tabIndex={-1} className="menu-item" href={`${basePath}/my-credentials`} prefetch={false}>
        <IdCard size={15} aria-hidden />
        {shellWords.myCredentials}
      </Link>
      <button type="button" role="menuitem" tabIndex={-1} className="menu-item" onClick={() => startTransition(() => signOut())}>
        <LogOut size={15} aria-hidden />
        {shellWords.signOut}
      </button>
    </Menu>
  );
}
