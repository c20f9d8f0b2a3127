"""Profiles made from shapes, in the form of `ortool profile --json`, with times that a machine could have measured."""

import math
import random

PEAK_GFLOPS = 410.0
BANDWIDTH = [("L1", 48 << 10, False, 980.0), ("L2", 2 << 20, False, 460.0), ("L3", 32 << 20, True, 190.0), ("DRAM", 0, True, 38.0)]
MEANINGS = {
    "inputs": "names resolved, inputs and options checked and bound",
    "planning": "a plan for new shapes made, its frame set up",
    "allocation": "memory for outputs and for values that are sized while they run",
    "kernels": "in nodes, without their allocations and waits",
    "thread_wait": "in nodes: their own share done, waiting for other threads",
    "copies": "copies between devices",
    "device_wait": "waiting for devices",
    "executor": "between nodes",
    "profiler": "recording",
    "outputs": "results handed over, the frame given back",
}


class Net:
    """Nodes in the order in which they run, each with shapes, work and a measured time."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.nodes = []

    def add(self, name, op, sources, shape, operations, weights=0, **more):
        """A node that reads the outputs of `sources`, tuples (value, shape); returns its own output as such a tuple."""
        output = (f"{name}_output_0", shape)
        read = sum(4 * math.prod(s) for _, s in sources) + weights
        written = 4 * math.prod(shape)
        rate = max(b for _, size, _, b in BANDWIDTH if b <= (38.0 if read + written > 32 << 20 else 190.0))
        at_compute = operations / PEAK_GFLOPS / 1e3
        at_memory = (read + written) / rate / 1e3
        roof = max(at_compute, at_memory, 0.05)
        mean = roof / self.random.uniform(0.25, 0.93) + self.random.uniform(0.8, 2.0)
        bound = "overhead" if roof < 0.3 * 1.5 and mean > 3 * roof else "compute" if at_compute >= at_memory else "memory"
        inputs = [{"name": value, "type": "tensor(float)", "shape": list(s)} for value, s in sources]
        node = {
            "name": name, "op_type": op, "provider": more.pop("provider", "CPUExecutionProvider"), "calls": 20,
            "avg_us": mean, "total_us": 20 * mean, "stddev_us": mean * self.random.uniform(0.01, 0.08),
            "min_us": mean * 0.95, "max_us": mean * self.random.uniform(1.05, 1.4), "median_us": mean * 0.99,
            "inputs": inputs, "outputs": [{"name": output[0], "type": "tensor(float)", "shape": list(shape)}],
            "operations": operations, "bytes_read": read, "bytes_written": written,
            "roof": {"bound": bound, "roof_us": roof, "share": min(1.0, roof / mean), "lost_us": max(0.0, mean - roof),
                     "level": "L3" if rate > 100 else "DRAM"},
        }
        if weights:
            inputs.append({"name": f"{name}.weight", "type": "tensor(float)", "shape": [weights // 4]})
            node["constant_inputs"] = [len(inputs) - 1]
        if self.random.random() < 0.5:
            node["wait_us"] = mean * self.random.uniform(0.01, 0.1)
        self.nodes.append(node | more)
        return output


def conv(net, name, source, channels, side, kernel, activation="Relu"):
    batch, old, _, _ = source[1]
    shape = (batch, channels, side, side)
    operations = 2 * math.prod(shape) * old * kernel * kernel
    return net.add(name + "/Conv", "Conv", [source], shape, operations, 4 * channels * old * kernel * kernel,
                   variant="blocked 16, winograd" if kernel == 3 else "gemm 1x1",
                   lineage=[name + "/Conv", name.replace("conv", "bn") + "/BatchNormalization"] + ([name + "/" + activation] if activation else []))


def resnet(seed=7, blocks=(3, 4, 6, 3)):
    """The nodes of a residual network for images, batch normalisation folded and activations fused."""
    net = Net(seed)
    value = conv(net, "/stem/conv1", ("image", (1, 3, 224, 224)), 64, 112, 7)
    value = net.add("/stem/maxpool/MaxPool", "MaxPool", [value], (1, 64, 56, 56), 9 * 64 * 56 * 56)
    side, width = 56, 64
    for stage, count in enumerate(blocks, 1):
        for block in range(count):
            name = f"/layer{stage}/layer{stage}.{block}"
            if stage > 1 and block == 0:
                side //= 2
            skip = value
            branch = conv(net, name + "/conv1", value, width, value[1][2], 1)
            branch = conv(net, name + "/conv2", branch, width, side, 3)
            branch = conv(net, name + "/conv3", branch, width * 4, side, 1, activation=None)
            if block == 0:
                skip = conv(net, name + "/downsample/conv", value, width * 4, side, 1, activation=None)
            value = net.add(name + "/Add", "Add", [branch, skip], branch[1], math.prod(branch[1]))
            value = net.add(name + "/relu_2/Relu", "Relu", [value], value[1], math.prod(value[1]))
        width *= 2
    value = net.add("/avgpool/GlobalAveragePool", "GlobalAveragePool", [value], (1, 2048, 1, 1), math.prod(value[1]))
    value = net.add("/Flatten", "Flatten", [value], (1, 2048), 0)
    value = net.add("/fc/Gemm", "Gemm", [value], (1, 1000), 2 * 2048 * 1000, 4 * 2048 * 1000)
    net.add("/Softmax", "Softmax", [value], (1, 1000), 3000)
    return net.nodes


def encoder(count, seed=3):
    """About `count` nodes of a stack of transformer layers."""
    net = Net(seed)
    wide = (1, 128, 256)
    value = net.add("/embeddings/Gather", "Gather", [("tokens", (1, 128))], wide, 0, 4 * 30000 * 256)
    layer = 0
    while len(net.nodes) < count:
        name = f"/encoder/layer.{layer}"
        parts = {}
        for part in ("query", "key", "value"):
            parts[part] = net.add(f"{name}/attention/{part}/MatMul", "MatMul", [value], wide, 2 * 128 * 256 * 256, 4 * 256 * 256)
            parts[part] = net.add(f"{name}/attention/{part}/Transpose", "Transpose", [parts[part]], (1, 8, 128, 32), 0)
        scores = net.add(f"{name}/attention/MatMul", "MatMul", [parts["query"], parts["key"]], (1, 8, 128, 128), 2 * 8 * 128 * 128 * 32)
        scores = net.add(f"{name}/attention/Softmax", "Softmax", [scores], scores[1], 5 * math.prod(scores[1]))
        mixed = net.add(f"{name}/attention/MatMul_1", "MatMul", [scores, parts["value"]], (1, 8, 128, 32), 2 * 8 * 128 * 128 * 32)
        value = net.add(f"{name}/attention/output/SkipLayerNormalization", "SkipLayerNormalization", [mixed, value], wide, 10 * math.prod(wide))
        grown = net.add(f"{name}/intermediate/FusedMatMul", "FusedMatMul", [value], (1, 128, 1024), 2 * 128 * 256 * 1024, 4 * 256 * 1024)
        value = net.add(f"{name}/output/LayerNormalization", "LayerNormalization", [grown, value], wide, 10 * math.prod(wide))
        layer += 1
    return net.nodes[:count]


def ranked(nodes):
    total = sum(node["total_us"] for node in nodes)
    nodes = sorted(nodes, key=lambda node: -node["total_us"])
    so_far = 0
    for node in nodes:
        so_far += node["total_us"]
        node["percent"] = 100 * node["total_us"] / total
        node["cumulative_percent"] = 100 * so_far / total
    return nodes


def operators_of(nodes):
    groups = {}
    for node in nodes:
        group = groups.setdefault((node["op_type"], node["provider"]), {"calls": 0, "total_us": 0.0, "nodes": 0, "stddev_us": 0.0})
        group["calls"] += node["calls"]
        group["total_us"] += node["total_us"]
        group["nodes"] += 1
        group["stddev_us"] = max(group["stddev_us"], node["stddev_us"])
    rows = [{"op_type": op, "provider": provider} | group | {"avg_us": group["total_us"] / group["calls"]} for (op, provider), group in groups.items()]
    return ranked(rows)


def modules_of(nodes):
    total = sum(node["total_us"] for node in nodes)
    sums = {}
    for node in nodes:
        parts = node["name"].split("/")[1:-1]
        for depth in range(1, len(parts) + 1):
            module = sums.setdefault(tuple(parts[:depth]), [0.0, 0])
            module[0] += node["total_us"]
            module[1] += 1
    return [{"path": "/" + "/".join(path), "depth": len(path) - 1, "total_us": time, "percent": 100 * time / total, "nodes": count}
            for path, (time, count) in sorted(sums.items())]


def memory_of(nodes):
    """A plan by first fit: each output lives from its node to its last reader."""
    last = {}
    for at, node in enumerate(nodes):
        for value in node["inputs"]:
            last[value["name"]] = at
    tensors, live, peak, timeline = [], [], (0, 0), []
    for at, node in enumerate(nodes):
        live = [tensor for tensor in live if tensor["last"] >= at]
        value = node["outputs"][0]
        size = (4 * math.prod(value["shape"]) + 63) // 64 * 64
        offset = 0
        for tensor in sorted(live, key=lambda tensor: tensor["offset"]):
            if tensor["offset"] - offset >= size:
                break
            offset = max(offset, tensor["offset"] + tensor["bytes"])
        tensor = {"name": value["name"], "bytes": size, "offset": offset, "first": at, "last": last.get(value["name"], at), "home": "arena",
                  "type": value["type"], "shape": value["shape"]}
        tensors.append(tensor)
        live.append(tensor)
        workspace = size // 3 if "winograd" in node.get("variant", "") else 0
        in_use = sum(each["bytes"] for each in live) + workspace
        timeline.append({"node": node["name"], "in_use": in_use, "workspace": workspace})
        if in_use > peak[0]:
            peak = (in_use, at)
    at_peak = sorted((t for t in tensors if t["first"] <= peak[1] <= t["last"]), key=lambda t: -t["bytes"])
    weights = sum(4 * math.prod(n["inputs"][k]["shape"]) for n in nodes for k in n.get("constant_inputs", []))
    return {
        "weights_bytes": weights, "arena_bytes": max(peak[0], max(t["offset"] + t["bytes"] for t in tensors)), "peak_bytes": peak[0], "peak_node": nodes[peak[1]]["name"],
        "timeline": timeline, "at_peak": [{key: t[key] for key in ("name", "bytes", "type", "shape")} for t in at_peak],
        "missed": [{"name": t["name"], "bytes": t["bytes"], "reason": "its input is read again by a later node"} for t in tensors[4:40:6]], "tensors": tensors,
    }


def timeline_of(nodes, run=12):
    events, at = [], 14.0
    for node in nodes:
        took = node["avg_us"] * 1.01
        events.append({"name": node["name"], "op_type": node["op_type"], "lane": "CPU", "start_us": at, "dur_us": took, "depth": 0})
        at += took + 0.35
    return {"run": run, "wall_us": at + 6.0, "events": events}


def ledger_of(nodes, wall):
    kernels = sum(node["avg_us"] - node.get("wait_us", 0) for node in nodes)
    waits = sum(node.get("wait_us", 0) for node in nodes)
    rest = wall - kernels - waits
    shares = {"inputs": 0.04, "planning": 0, "allocation": 0.09, "copies": 0, "device_wait": 0, "executor": 0.42, "profiler": 0.18, "outputs": 0.06}
    amounts = {"kernels": kernels, "thread_wait": waits} | {name: share * rest for name, share in shares.items()}
    parts = [{"name": name, "us": amounts[name], "percent": 100 * amounts[name] / wall, "meaning": MEANINGS[name]} for name in MEANINGS]
    known = sum(part["us"] for part in parts)
    parts.append({"name": "unattributed", "us": wall - known, "percent": 100 * (wall - known) / wall, "meaning": "not known"})
    return {"wall_us": wall, "parts": parts}


def startup(nodes):
    rows = [("load", 0, 21000, 61), ("load/read", 1, 4100, 58), ("load/parse", 1, 9300, 96), ("load/infer", 1, 7200, 61),
            ("initialize", 0, 88000, 214), ("initialize/optimize", 1, 16000, 99), ("initialize/optimize/constant_folding", 2, 6400, 99),
            ("initialize/optimize/conv_batch_norm", 2, 5200, 99), ("initialize/optimize/activation_fusion", 2, 1900, 99),
            ("initialize/partition", 1, 800, 99), ("initialize/prepack", 1, 66000, 214), ("initialize/plan", 1, 2900, 214)]
    stages = []
    for stage, depth, us, peak in rows:
        made = {"stage": stage, "depth": depth, "us": float(us), "rss_bytes": (peak - 3) << 20, "peak_rss_bytes": peak << 20}
        if depth == 2:
            made |= {"rewrites": len(nodes) // 5, "nodes_before": len(nodes) + 60, "nodes_after": len(nodes)}
        stages.append(made)
    return {"stages": stages, "first_run_us": 58211.4}


def ceilings():
    return {
        "schema": "ortool.hardware/1", "cpu": "AMD EPYC 9554", "isa": "avx512", "threads": 2, "measured_at": "2026-02-03T10:11:12Z",
        "gflops": {"float": PEAK_GFLOPS, "double": PEAK_GFLOPS / 2}, "gflops_one_thread": {"float": 208.0, "double": 104.0},
        "bandwidth": [{"level": level, "bytes": size, "shared": shared, "read_gb_s": rate, "write_gb_s": rate * 0.55, "copy_gb_s": rate * 0.7}
                      for level, size, shared, rate in BANDWIDTH],
        "fork_join_us": 1.9,
    }


def profile_of(nodes, model="models/resnet50.onnx"):
    """The whole profile of nodes in the order in which they run."""
    timeline = timeline_of(nodes)
    wall = timeline["wall_us"] * 1.004
    sorted_nodes = ranked(nodes)
    points = [{"name": n["name"], "op_type": n["op_type"], "intensity": n["operations"] / (n["bytes_read"] + n["bytes_written"]),
               "gflops": n["operations"] / n["avg_us"] / 1e3, "share": n["roof"]["share"], "bound": n["roof"]["bound"], "lost_us": n["roof"]["lost_us"]}
              for n in nodes if n["operations"] > 0]
    return {
        "schema": "ortool.profile/1", "trace": "/tmp/profile/trace.json", "model": model,
        "environment": {"version": "0.1.0", "build": "release, gcc 12.2", "isa": "avx512", "threads": 2, "providers": ["CPUExecutionProvider"],
                        "optimization": "all", "cpu": "AMD EPYC 9554 64-Core Processor"},
        "runs": {"measured": 20, "warm_up": 5, "unprofiled": 8,
                 "wall_us": {"count": 20, "min": wall * 0.985, "max": wall * 1.061, "mean": wall, "median": timeline["wall_us"], "stddev": wall * 0.017}},
        "profiler_cost": {"profiled_us": timeline["wall_us"], "unprofiled_us": timeline["wall_us"] * 0.9931, "percent": 0.69, "per_node_ns": 84.2},
        "ledger": ledger_of(nodes, wall), "nodes": sorted_nodes, "operators": operators_of(nodes), "modules": modules_of(nodes),
        "copies": [], "startup": startup(nodes), "memory": memory_of(nodes), "ceilings": ceilings(),
        "roofline": {"lost_us": sum(n["roof"]["lost_us"] for n in nodes), "points": sorted(points, key=lambda p: -p["lost_us"])},
        "timeline": timeline, "warnings": [],
    }
