import { describeContract } from "./contract";

describeContract("NSS softokn");
