import { describePairContract } from "./contract-pairs";

describePairContract("NSS softokn");
