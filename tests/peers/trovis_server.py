"""A TROVIS 5578 by pymodbus: its registers as a profile text on standard input names them, nothing
else answers. A set-point counts only while its level coil is 0 and the access code stands in HR40145.
Prints the port, then a line for each write: "register ADDRESS VALUE" or "coil ADDRESS VALUE"."""
import asyncio
import re
import sys

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server.async_io import ModbusTcpServer

VALUES = {"TYPE": 5578, "SYS": 110, "FW": 230, "OT": -52, "T2g.1": 486, "T1h.1": 401, "T1g": 90}
LIMBS = {6523: 300}  # thousandths of T1g


def read_profile(text):
    """Addresses by area from `ranges`, and the sections as dictionaries."""
    areas, points, section = {"holding": set(), "coil": set()}, {}, None
    for line in text.splitlines():
        found = re.match(r"\[(.+)\]$", line)
        if found:
            section = points.setdefault(found.group(1), {})
        elif section is not None and "=" in line and not line.startswith("#"):
            key, value = (part.strip() for part in line.split("=", 1))
            if key == "ranges":
                area, spans = value.split(None, 1)
                for low, high in re.findall(r"(\d+)-(\d+)", spans):
                    areas[area].update(range(int(low), int(high) + 1))
            else:
                section[key] = value
    return areas, points


class Block(ModbusSparseDataBlock):
    """Tells each write; `counts` decides whether a write is kept."""

    def __init__(self, values, word, counts):
        super().__init__(values)
        self.word, self.counts = word, counts

    def setValues(self, address, values, use_as_default=False):
        if use_as_default:
            return super().setValues(address, values, use_as_default)
        for offset, value in enumerate(values if isinstance(values, list) else [values]):
            at = address + offset
            print(self.word, at, int(value), flush=True)
            if self.counts(at):
                super().setValues(at, [value])
        return None


def main():
    areas, points = read_profile(sys.stdin.read())
    holding = {at: 0 for at in areas["holding"]}
    coils = {at: False for at in areas["coil"]}
    level = {}
    for name, point in points.items():
        if "address" not in point:
            continue
        at, area = int(point["address"]), point.get("area", "holding")
        if area == "holding" and at in holding:
            if "invalid" in point and name not in VALUES:
                holding[at] = int(point["invalid"].split()[0].rstrip(","), 0)
            holding[at] = VALUES.get(name, holding[at]) & 0xFFFF
            if name == "T2g_SP.1":
                holding[at] = 480
            if "level_coil" in point:
                coil = points[point["level_coil"].split()[0]]
                level[at] = int(coil["address"])
        elif area == "coil" and name.startswith("LV_"):
            coils[at] = True
    holding.update(LIMBS)
    unlock = int(points["profile"]["unlock"].split()[0])
    code = int(points["profile"]["unlock"].split()[1])

    coil_block = Block(coils, "coil", lambda at: True)

    def counts(at):
        if at == unlock:
            return True
        is_open = register_block.getValues(unlock, 1)[0] == code
        return is_open and not (at in level and coil_block.getValues(level[at], 1)[0])

    register_block = Block(holding, "register", counts)
    slave = ModbusSlaveContext(hr=register_block, co=coil_block, zero_mode=True)
    context = ModbusServerContext(slaves={247: slave}, single=False)

    async def serve():
        server = ModbusTcpServer(context, address=("127.0.0.1", 0))
        task = asyncio.create_task(server.serve_forever())
        await asyncio.wait_for(server.serving, 10)
        print("port", server.server.sockets[0].getsockname()[1], flush=True)
        await asyncio.wait_for(task, 240)

    asyncio.run(serve())


main()
