"""Verifies an export of the audit log: verify_log.py FILE PEM. The formats, to the byte, are in lib/audit/verify/README.md."""
import base64, hashlib, json, re, sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization as form
from cryptography.hazmat.primitives.asymmetric import ec
MOST, TILE, LONGEST, DECIMAL = 2**53 - 1, 256, 2**20, "(0|[1-9][0-9]{0,15})"
class Wrong(Exception): pass
def check(is_right, message):
    if not is_right: raise Wrong(message)
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def append(tree, digest, size=1):  # two perfect subtrees of one size, side by side, are one of twice the size
    while tree and tree[-1][1] == size: digest, size = sha(b"\1", tree.pop()[0], digest), size * 2
    tree.append((digest, size))
def leaves_of(tree): return sum(size for _, size in tree)
def subtrees(start, end):  # the first is the largest whose size divides its start and that fits
    size = min(start & -start or 2**53, 1 << (end - start).bit_length() >> 1)
    return [(start, size)] + subtrees(start + size, end) if start < end else []
def binary(text):  # b"" of what is not written in the one way there is
    is_base64 = isinstance(text, str) and len(text) % 4 == 0 and re.fullmatch("[A-Za-z0-9+/]*={0,2}", text)
    return base64.b64decode(text) if is_base64 and base64.b64encode(base64.b64decode(text)).decode() == text else b""
def parse(line, number, *names):  # values of a line that has these members, written in the one way there is
    try: value = json.loads(line.decode())
    except (ValueError, RecursionError): value = None
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    check(isinstance(value, dict) and list(value) == list(names) and text == line[:-1], f"line {number} is not as it should be")
    return list(value.values())
def trace_of(row):  # the last member of that name is the row's own
    return int(found[1] or 0) if (found := re.match(rb'\{"access_key":.*,"trace_id":"(?:([1-9][0-9]{0,18})")?', row, re.S)) else 0
def has_rows(entries): return any(begin is None for _, _, _, begin, _ in entries)  # they are (hash, line, trace, begin, size)
def settle(tree, entries):  # hidden rows of tiles of which nothing is shown
    for digest, line, _, begin, size in entries:
        check(begin == leaves_of(tree), f"rows from index {leaves_of(tree)} on were removed before line {line}")
        append(tree, digest, size)
def first_fault(entries, leaves, start, end_line):
    for digest, line, trace, begin, size in entries:
        inner = []
        for leaf in leaves[:size]: append(inner, leaf)
        if begin not in (None, start) or inner != [(digest, size)]:
            return f"the row at index {start} (trace {trace}, line {line}) was changed, removed, or another stands in its place"
        start, leaves = start + size, leaves[size:]
    return f"the row at index {start} was removed before line {end_line}" if leaves else None
def open_checkpoint(text, key):
    spki = sha(key.public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo))
    body = f"((kms-console/audit/{spki.hex()[:16]}/{DECIMAL})\n{DECIMAL}\n([A-Za-z0-9+/]{{43}}=)\n)"
    note = f"{body}\n((?:\u2014 [^ \n+]+ [A-Za-z0-9+/=]+\n){{1,64}})"
    found = re.fullmatch(note, text) if isinstance(text, str) and not re.search("[\0-\t\x0b-\x1f]", text) else None
    check(found and int(found[3]) <= MOST and int(found[4]) <= MOST and binary(found[5]), "there is no checkpoint of a log of this key")
    signatures = [(name, binary(raw)) for _, name, raw in (line.split(" ") for line in found[6].split("\n")[:-1])]
    check(all(len(raw) > 4 and name.split() == [name] for name, raw in signatures), "a line of the signatures is none")
    own = [raw[4:] for name, raw in signatures if name == found[2] and raw[:4] == spki[:4]]
    try: [key.verify(raw, found[1].encode(), ec.ECDSA(hashes.SHA256())) for raw in own]
    except InvalidSignature: own = []
    check(own, "the checkpoint is not signed by the key")
    return ["kms-audit/1", found[2]], int(found[4]), binary(found[5])
def read(file, faults):
    header, tree, waiting, end, rows, last = [], [], [], None, 0, 0
    for line, raw in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), 1):
        check(raw.endswith(b"\n") and end is None, f"line {line} is too long, cut off or one too many")
        if line == 1: header = parse(raw, line, "format", "origin")
        elif raw.startswith(b'{"hidden":'):
            pair, nodes, why = parse(raw, line, "hidden", "nodes", "why")
            is_range = isinstance(pair, list) and [type(end) for end in pair] == [int, int] and 0 <= pair[0] < pair[1] <= MOST
            parts, digests = subtrees(*pair) if is_range else [], [binary(node) for node in (nodes if isinstance(nodes, list) else [])]
            check(parts and why in ("other", "retention") and [len(one) for one in digests] == [32] * len(parts), f"line {line} is none")
            waiting += [(digest, line, 0, *part) for digest, part in zip(digests, parts)]
        elif raw.startswith(b'{"tile":'):
            number, text = parse(raw, line, "tile", "leaves")
            blob = binary(text)
            leaves = [blob[at:at + 32] for at in range(0, len(blob), 32)]
            check(type(number) is int and 0 < len(leaves) <= TILE and len(leaves[-1]) == 32, f"line {line} is no tile")
            while waiting and not has_rows(waiting[:1]) and waiting[0][3] < number * TILE: settle(tree, [waiting.pop(0)])
            start = leaves_of(tree)
            border = next((at for at, entry in enumerate(waiting) if (entry[3] or 0) >= start + TILE), len(waiting))
            shown, waiting = waiting[:border], waiting[border:]
            check(number * TILE == start and has_rows(shown) >= bool(shown) and not has_rows(waiting), f"line {line} is out of place")
            faults.append(first_fault(shown, leaves, start, line))
            for _, at, trace, begin, _ in shown:
                if begin is None and trace <= last: faults.append(f"the row of trace {trace} (line {at}) does not come after {last}")
                rows, last = rows + (begin is None), trace or last
            for leaf in leaves: append(tree, leaf)
        elif raw.startswith(b'{"checkpoint":'):
            end = parse(raw, line, "checkpoint")
            check(not waiting or leaves_of(tree) % TILE == 0 and not has_rows(waiting), f"no hashes of a tile before line {line}")
            settle(tree, waiting)
        else: waiting.append((sha(b"\0", raw[:-1]), line, trace_of(raw), None, 1))
    return header, end and end[0], tree, rows
def verify(path, pem):
    key, faults = form.load_pem_public_key(open(pem, "rb").read()), []
    check(isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1", "the key is not one of P-256")
    try: header, text, tree, rows = read(open(path, "rb"), faults)
    except Wrong as wrong: faults.append(wrong)
    for fault in filter(None, faults): raise Wrong(fault)
    size, root = leaves_of(tree), tree[-1][0] if tree else sha()
    for left, _ in reversed(tree[:-1]): root = sha(b"\1", left, root)
    head = open_checkpoint(text, key)
    check((header, size, root) == head, f"{size} rows of {header} are not {head[1]} of {head[0]}: cut off, added to or rewritten")
    return f"{rows} rows, {size - rows} hidden, size {size}, root {base64.b64encode(root).decode()}, origin {header[1]}"
if __name__ == "__main__":
    try: print(verify(*sys.argv[1:]) if len(sys.argv) == 3 else sys.exit(__doc__))
    except Wrong as wrong: sys.exit(print(f"NOT VERIFIED: {wrong}") or 1)
