"use client";
import { Close, Content, Portal, Root, Title } from "@radix-ui/react-dialog";
import { BookOpen, CodeXml, X } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { Brand } from "#components/shell/brand";
import { NavEntries } from "#components/shell/nav-entries";
import { useTheme } from "#components/shell/use-theme";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { readTheme, THEMES, type Theme } from "#lib/console/browser/theme";
import { helpWords } from "#lib/console/words/help-words";
import { shellWords } from "#lib/console/words/shell-words";
import { words } from "#lib/console/words/words";

/** The navigation of a narrow window, with what the top bar has no room for. A press beside it closes it: nothing is typed here. */
export default function NavDrawer({ theme: painted, onClose }: { theme: Theme; onClose: () => void }) {
  const { basePath, apiUrl } = usePlace();
  const opener = useRef(document.activeElement);
  const [theme, chooseTheme] = useTheme(readTheme(document.documentElement.dataset.theme ?? painted));
  return (
    <Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Portal>
        <div className="scrim scrim-drawer">
          <Content
            className="drawer"
            aria-describedby={undefined}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              if (opener.current instanceof HTMLElement) opener.current.focus();
            }}
          >
            <div className="drawer-head">
              <span className="brand">
                <Brand />
              </span>
              <Title className="sr">{shellWords.drawer}</Title>
              <Close asChild>
                <Button look="icon" aria-label={words.close} data-tip={undefined}>
                  <X className="i" aria-hidden />
                </Button>
              </Close>
            </div>
            <nav aria-label={shellWords.navigation}>
              <NavEntries onGo={onClose} />
            </nav>
            <div className="drawer-foot">
              <Link href={`${basePath}/help`} prefetch={false} onClick={onClose}>
                <BookOpen className="i" aria-hidden />
                {helpWords.procedures}
              </Link>
              <a href={`${apiUrl}/docs`} target="_blank" rel="noreferrer">
                <CodeXml className="i" aria-hidden />
                {helpWords.api}
              </a>
              <SegmentedChoice
                legend={shellWords.theme}
                options={THEMES.map((value) => ({ value, label: shellWords.themes[value] }))}
                value={theme}
                onChange={chooseTheme}
              />
            </div>
          </Content>
        </div>
      </Portal>
    </Root>
  );
}
