#!/usr/bin/python3
"""Checks what each folder may include, and the naming rules, over all tracked files.

Prints one line for each offence, `file:line: rule; what to do`, and exits 1 if there is any.
"""

import argparse
import pathlib
import re
import subprocess
import sys

PUBLIC = "libort/include/ort"

# Folder -> folders whose headers it may include, besides itself and the public headers.
LAYERS = {
    PUBLIC: [],
    "libort/core": [],
    "libort/graph": ["libort/core"],
    "libort/formats": ["libort/core", "libort/graph"],
    "libort/ops": ["libort/core", "libort/graph"],
    "libort/runtime": ["libort/core", "libort/graph", "libort/ops"],
    "libort/optimizer": ["libort/core", "libort/graph", "libort/ops", "libort/runtime"],
    "libort/plan": ["libort/core", "libort/graph", "libort/ops", "libort/runtime"],
    "libort/exec": ["libort/core", "libort/graph", "libort/plan", "libort/runtime"],
    "libort/trace": [
        "libort/core", "libort/graph", "libort/ops", "libort/runtime", "libort/plan", "libort/exec",
    ],
    "libort/session": [
        "libort/core", "libort/graph", "libort/formats", "libort/ops", "libort/runtime",
        "libort/optimizer", "libort/plan", "libort/exec", "libort/trace",
    ],
    "libort/capi": [],
    "providers/portable": ["libort/core", "libort/graph", "libort/ops", "libort/runtime"],
    "providers/cuda/host": [
        "libort/core", "libort/graph", "libort/ops", "libort/runtime", "providers/portable", "providers/cuda",
    ],
    "providers/*": ["libort/core", "libort/graph", "libort/ops", "libort/runtime", "providers/portable"],
    "profiler": [],
    "apps/*": ["profiler"],
}
# Layers that make providers: they may include providers/<name>/<name>_provider.h.
PROVIDER_MAKERS = ("libort/session", "providers/cuda/host")
FREE_FOLDERS = ("tests/",)
OWN_ROOTS = ("libort/", "providers/", "profiler/", "apps/", "tests/")

CPP_SUFFIXES = {".h", ".cc", ".cu", ".cuh"}
HEADER_SUFFIXES = {".h", ".cuh"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
DEVICE_CONDITION = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*(?:CUDA|NVCC)")
STD_HEADER = re.compile(r"[a-z_0-9]+")
HEAVY_HEADER = re.compile(r"(?:unsupported/)?(?:Eigen/|nlohmann/(?!json_fwd\.hpp))")
PROTOBUF_HEADER = re.compile(r"google/protobuf/|onnx/|.*\.pb\.h$")
DRAWER_NAME = re.compile(r"(?:utils?|helpers?|common|misc)|.+_(?:utils?|helpers?|misc)")


def layer_of(path):
    """The row of LAYERS that `path` belongs to, with its `*` filled in, or None."""
    for pattern in LAYERS:
        folder = pattern
        if pattern.endswith("/*"):
            parts = path.split("/")
            if len(parts) < 3:
                continue
            folder = f"{pattern[:-1]}{parts[1]}"
        if path.startswith(folder + "/"):
            return folder
    return None


def allowed_layers(layer):
    pattern = layer if layer in LAYERS else layer.split("/")[0] + "/*"
    return LAYERS[pattern]


def repository_path(name):
    """The path from the repository root that an include names, or None if it is not one of ours."""
    if name.startswith("ort/"):
        return "libort/include/" + name
    return name if name.startswith(OWN_ROOTS) else None


def is_provider_factory(path):
    return re.fullmatch(r"providers/([^/]+)/\1_provider\.h", path) is not None


def check_own_include(layer, target):
    """The offence of including `target`, a path of ours, from `layer`; None if it is allowed."""
    target_layer = layer_of(target)
    if target_layer in (PUBLIC, layer) or target_layer in allowed_layers(layer):
        return None
    if layer in PROVIDER_MAKERS and is_provider_factory(target):
        return None
    allowed = ["ort/*"] + [folder for folder in allowed_layers(layer)]
    if layer in PROVIDER_MAKERS:
        allowed.append("providers/<name>/<name>_provider.h")
    return (f"{layer} must not include {target}; it may include itself and {', '.join(allowed)}: "
            "move the code to the layer that owns it, or pass what is needed through an interface")


def check_include(path, name, quoted):
    """All offences of one include directive."""
    layer = layer_of(path)
    suffix = pathlib.PurePosixPath(path).suffix
    target = repository_path(name)
    free = path.startswith(FREE_FOLDERS)
    if suffix in HEADER_SUFFIXES and HEAVY_HEADER.match(name):
        yield f"{name} in a header slows every build; include it in the .cc that uses it"
    if free or layer is None:
        return
    if target is not None:
        offence = check_own_include(layer, target)
        if offence:
            yield offence
    elif layer == PUBLIC and (quoted or not STD_HEADER.fullmatch(name)):
        yield f"a public header includes {name}; only the standard library and ort/* are allowed there"
    elif PROTOBUF_HEADER.match(name) and layer != "libort/formats":
        yield f"{layer} must not see protobuf ({name}); only libort/formats reads and writes it"


def check_relative(root, path, name):
    """A quoted include that works only because the file lies beside the one that includes it."""
    beside = pathlib.PurePosixPath(path).parent / name
    if repository_path(name) is None and (root / beside).is_file():
        yield f'"{name}" is relative to this file; write the path from the repository root: "{beside}"'


def check_cpp(root, path, text):
    """Yields (line number, offence) for one C++ file."""
    if layer_of(path) is None and not path.startswith(FREE_FOLDERS):
        yield 1, f"no layer knows this folder; move the file, or add its folder to LAYERS in {sys.argv[0]}"
    in_cuda = path.startswith("providers/cuda/")
    for number, line in enumerate(text.splitlines(), 1):
        include = INCLUDE.match(line)
        if include:
            quoted = include[1] is not None
            name = include[1] or include[2]
            for offence in check_include(path, name, quoted):
                yield number, offence
            if quoted:
                for offence in check_relative(root, path, name):
                    yield number, offence
        elif DEVICE_CONDITION.match(line) and not in_cuda:
            yield number, "a preprocessor condition on CUDA outside providers/cuda; put the code behind the provider interface"


def check_name(path):
    """Yields the offence of a file or folder that is named as a drawer."""
    for part in pathlib.PurePosixPath(path).parts:
        if DRAWER_NAME.fullmatch(part.split(".")[0]):
            yield f"'{part}' does not say what is inside; name the topic (broadcast.h, strides.h, axis.h)"


def tracked_files(root):
    listing = subprocess.run(["git", "-C", root, "ls-files", "-z"], check=True, capture_output=True).stdout
    paths = [path.decode("utf-8", "surrogateescape") for path in listing.split(b"\0") if path]
    return [path for path in paths if (root / path).is_file()]


def check_tree(root):
    """(number of C++ files, list of (path, line, offence)) over the tracked files below `root`."""
    count = 0
    offences = []
    for path in tracked_files(root):
        offences += [(path, 1, offence) for offence in check_name(path)]
        if pathlib.PurePosixPath(path).suffix in CPP_SUFFIXES:
            count += 1
            text = (root / path).read_text(encoding="utf-8", errors="replace")
            offences += [(path, line, offence) for line, offence in check_cpp(root, path, text)]
    return count, offences


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    root = parser.parse_args().root
    try:
        count, offences = check_tree(root)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"check_layers: {root} is not a git checkout that can be listed: {error}", file=sys.stderr)
        return 1
    for path, line, offence in offences:
        print(f"{path}:{line}: {offence}")
    print(f"layers: {count} C++ files, {len(offences)} offences")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
