#!/usr/bin/python3
"""Makes testdata/digits: trains a small digit classifier and exports it with pictures and torch's own scores.

Needs Debian's python3-torch, python3-sklearn and python3-onnx, which nothing else here needs.
On one machine the same versions of these give the same files. testdata/digits/README.md says what each file is.
"""

import hashlib
import pathlib
import sys
from collections import OrderedDict

try:
    import numpy as np
    import onnx
    import torch
    from onnx import numpy_helper
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split
except ImportError as error:
    sys.exit(f"make_testdata: {error}\nmake_testdata: apt-get install python3-torch python3-sklearn python3-onnx, "
             "and run it with /usr/bin/python3")

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "testdata" / "digits"
SEED = 7
EPOCHS = 60
BATCH = 32
MIN_ACCURACY = 0.97
MAX_MODEL_BYTES = 50_000


def make_network():
    nn = torch.nn
    return nn.Sequential(OrderedDict(
        conv1=nn.Conv2d(1, 16, 3, padding=1), norm1=nn.BatchNorm2d(16), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(16, 32, 3, padding=1), norm2=nn.BatchNorm2d(32), relu2=nn.ReLU(),
        pool2=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), classes=nn.Linear(32, 10), softmax=nn.Softmax(dim=1)))


def load_split():
    """Training and holdout pictures as float32 [N,1,8,8] in 0..1, with their digits."""
    digits = load_digits()
    pictures = (digits.images / 16.0).astype(np.float32).reshape(-1, 1, 8, 8)
    return train_test_split(pictures, digits.target, test_size=0.25, stratify=digits.target, random_state=SEED)


def train(network, pictures, labels):
    pictures, labels = torch.from_numpy(pictures), torch.from_numpy(labels)
    before_softmax = network[:-1]
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    network.train()
    for _ in range(EPOCHS):
        for chosen in torch.randperm(len(pictures)).split(BATCH):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(before_softmax(pictures[chosen]), labels[chosen])
            loss.backward()
            optimizer.step()
        schedule.step()
    network.eval()


def scores_of(network, pictures):
    with torch.no_grad():
        return network(torch.from_numpy(pictures)).numpy()


def export(network, path):
    """Writes ONNX opset 17 with BatchNormalization kept as a node of its own."""
    torch.onnx.export(network, torch.zeros(1, 1, 8, 8), str(path), opset_version=17,
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
                      input_names=["image"], output_names=["scores"],
                      dynamic_axes={"image": {0: "batch"}, "scores": {0: "batch"}})
    model = onnx.load(str(path))
    model.graph.name = "digits"
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(path))
    if path.stat().st_size > MAX_MODEL_BYTES:
        sys.exit(f"make_testdata: {path} has {path.stat().st_size} bytes, more than {MAX_MODEL_BYTES}")
    return model


def write_pictures(network, pictures, labels):
    """One correctly recognised holdout picture for each digit, then a batch of the first 16."""
    recognised = scores_of(network, pictures).argmax(1) == labels
    for digit in range(10):
        index = np.flatnonzero(recognised & (labels == digit))[0]
        np.save(FOLDER / f"digit_{digit}.npy", pictures[index:index + 1])
    batch = pictures[:16]
    scores = scores_of(network, batch)
    np.save(FOLDER / "batch.npy", batch)
    np.save(FOLDER / "batch_scores.npy", scores)
    folder = FOLDER / "test_data_set_0"
    folder.mkdir(exist_ok=True)
    for name, value, file in [("image", batch, "input_0.pb"), ("scores", scores, "output_0.pb")]:
        (folder / file).write_bytes(numpy_helper.from_array(value, name).SerializeToString())


def write_checksums():
    files = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".onnx", ".npy", ".pb"})
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(FOLDER)}\n" for path in files]
    (FOLDER / "SHA256SUMS").write_text("".join(lines))


def main():
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    FOLDER.mkdir(parents=True, exist_ok=True)

    train_pictures, holdout, train_labels, holdout_labels = load_split()
    network = make_network()
    train(network, train_pictures, train_labels)
    correct = int((scores_of(network, holdout).argmax(1) == holdout_labels).sum())
    accuracy = correct / len(holdout)
    print(f"holdout accuracy: {correct} of {len(holdout)} = {accuracy:.2%}")
    if accuracy < MIN_ACCURACY:
        sys.exit(f"make_testdata: below {MIN_ACCURACY:.0%}, nothing written")

    model = export(network, FOLDER / "digits.onnx")
    write_pictures(network, holdout, holdout_labels)
    write_checksums()
    print(f"digits.onnx: {(FOLDER / 'digits.onnx').stat().st_size} bytes, opset {model.opset_import[0].version}, "
          f"{' '.join(node.op_type for node in model.graph.node)}")


if __name__ == "__main__":
    main()
