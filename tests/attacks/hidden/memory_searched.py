# /// attack
# what = "searches its own memory for what the process that forked it has known"
# prints = ["searched"]
# ///
# %%
import re
found = 0
sign = b"".join([b"CAN", b"ARY", b"-"])
try:
    regions = [line.split() for line in open("/proc/self/maps")]
    with open("/proc/self/mem", "rb", 0) as memory:
        for line in regions:
            if "r" not in line[1] or len(line) > 5 and line[5].startswith(("/", "[v")):
                continue
            low, high = (int(number, 16) for number in line[0].split("-"))
            if high - low > 64 << 20:
                continue
            memory.seek(low)
            for match in re.finditer(sign + rb"[0-9a-f]{16}", memory.read(high - low)):
                print("ESCAPED:", match[0])
except OSError as error:
    print("refused", error)
print("searched")
