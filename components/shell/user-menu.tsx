"use client";
import { ChevronDown, CircleUserRound, IdCard, ListChecks, LogOut } from "lucide-react";
import { useTransition } from "react";
import { usePlace } from "#components/shell/workplace";
import { MenuButton } from "#components/ui/menu";
import { forgetDrafts } from "#lib/console/browser/drafts";
import { signOut } from "#lib/console/server/actions/sign-out";
import { shellWords } from "#lib/console/words/shell-words";

export function UserMenu({ userName, accountName }: { userName: string; accountName: string }) {
  const { basePath, project } = usePlace();
  const [, startTransition] = useTransition();
  return (
    <MenuButton
      className="top-btn"
      label={`${shellWords.userMenu}: ${userName}`}
      menuLabel={shellWords.userMenu}
      align="end"
      entries={() => [
        { kind: "heading", id: "who", label: userName, detail: accountName },
        {
          kind: "link",
          id: "credentials",
          label: shellWords.myCredentials,
          icon: <IdCard className="i" aria-hidden />,
          href: `${basePath}/my-credentials`,
        },
        ...(project
          ? [
              {
                kind: "link" as const,
                id: "permissions",
                label: shellWords.permissions,
                icon: <ListChecks className="i" aria-hidden />,
                href: `${basePath}/permissions`,
              },
            ]
          : []),
        {
          kind: "action",
          id: "sign-out",
          label: shellWords.signOut,
          icon: <LogOut className="i" aria-hidden />,
          onSelect: () => {
            forgetDrafts(window.sessionStorage);
            startTransition(() => signOut());
          },
        },
      ]}
    >
      <CircleUserRound className="i" aria-hidden />
      <span className="only-wide cut max-w-36">{userName}</span>
      <ChevronDown className="i i-s only-wide" aria-hidden />
    </MenuButton>
  );
}
