import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SecondFactorSetUp } from "#components/credentials/second-factor-set-up";
import { Brand } from "#components/shell/brand";
import { WorkplaceProvider } from "#components/shell/workplace";
import { Tooltips } from "#components/ui/tooltips";
import { ApiFailure } from "#lib/console/api-failure";
import { orSignIn } from "#lib/console/server/enter-page";
import { performOwn } from "#lib/console/server/perform-own";
import { requireSession, whoOf } from "#lib/console/server/session";
import { publicApiUrl } from "#lib/console/server/settings";
import { toLocalPath } from "#lib/console/sign-in-path";
import { secondFactorWords } from "#lib/console/words/credentials-words";
import { words } from "#lib/console/words/words";

export const metadata: Metadata = { title: secondFactorWords.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Whether there is nothing to be set up first, as any call tells that is not for that. */
async function mayWork(): Promise<boolean> {
  try {
    await performOwn("listOwnSessions", {});
    return true;
  } catch (error) {
    if (error instanceof ApiFailure) return false;
    throw error;
  }
}

/** For whoever must set up a second factor before anything else: the one thing that they may do. */
export default async function SecondFactorPage({ searchParams }: Props) {
  const { next } = await searchParams;
  const target = toLocalPath(typeof next === "string" ? next : undefined);
  const session = await orSignIn(requireSession);
  const { userId, userName, accountId, accountName } = session;
  if (await orSignIn(mayWork)) redirect(target);
  const place = { project: null, mayDo: [], mayDoInAccount: [], basePath: "", ...whoOf(session), apiUrl: publicApiUrl() };
  return (
    <WorkplaceProvider place={place}>
      <div className="gate">
        <main id="main" tabIndex={-1} className="gate-in gate-wide">
          <p className="brand">
            <Brand />
          </p>
          <div className="gate-card">
            <SecondFactorSetUp self={{ userId, userName, accountId, accountName }} target={target} />
          </div>
        </main>
        <footer className="gate-foot">
          <span>{words.productLong}</span>
        </footer>
      </div>
      <Tooltips />
    </WorkplaceProvider>
  );
}
