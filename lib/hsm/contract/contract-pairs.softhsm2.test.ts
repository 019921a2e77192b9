import { describePairContract } from "./contract-pairs";

describePairContract("SoftHSM2");
