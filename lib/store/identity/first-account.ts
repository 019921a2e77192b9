import type { Store } from "../open";

/** ID of the account that was made first, under which is filed what belongs to no other; null while there is none. */
export async function findFirstAccount({ prisma }: Pick<Store, "prisma">): Promise<string | null> {
  const account = await prisma.account.findFirst({ orderBy: [{ createdAt: "asc" }, { id: "asc" }], select: { id: true } });
  return account?.id ?? null;
}
