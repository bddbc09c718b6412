"""Writes the versions beside it: small untrained networks as PyTorch exports them, with golden rows of its own.

    python3 export.py              those that are PyTorch 1.13.1's: deepfm, dlrm, dlrm-by-index, wide-deep; seeded
    python3 export.py --dynamo     those that are PyTorch 2.13.0's (and onnxscript 0.7.2's), by the exporter that came with 2.5: dlrm-dynamo,
                                   and dlrm-dynamo-plain, not optimised, as 2.5 itself does unless told to
    python3 export.py --large DIR  a DLRM of 26 features with 2.6 million table rows, to measure

"""

import json
import sys
from pathlib import Path

import torch
from torch import nn

# name, buckets, columns in ids, side
FEATURES = [
    ("site", 40, 1, "request"),
    ("hour", 24, 1, "request"),
    ("segments", 30, 4, "request"),
    ("creative", 25, 1, "candidate"),
    ("campaign", 60, 1, "candidate"),
]
SINGLE = [feature for feature in FEATURES if feature[2] == 1]
SOURCES = {
    "site": "site.domain",
    "hour": "time.localHour",
    "segments": "user.data.segment.id",
    "creative": "creative.id",
    "campaign": "campaign.id",
}
LARGE = [(f"feature{i}", 100_000, 1, "request" if i < 16 else "candidate") for i in range(26)]
ROWS = 16


class Dlrm(nn.Module):
    """The network of docs/howto/bring-your-own-model.md."""

    def __init__(self, features=FEATURES, numbers=1, dimension=8, hidden=(16, 32)):
        super().__init__()
        self.features = features
        self.tables = nn.ModuleList(nn.Embedding(f[1] + 1, dimension) for f in features)
        self.bottom = nn.Sequential(
            nn.Linear(numbers, hidden[0]), nn.ReLU(), nn.Linear(hidden[0], dimension), nn.ReLU()
        )
        vectors = len(features) + 1
        row, column = torch.tril_indices(vectors, vectors, offset=-1)
        self.register_buffer("pairs", row * vectors + column)
        widths = [dimension + len(self.pairs), *hidden[1:]]
        top = [layer for a, b in zip(widths, widths[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
        self.top = nn.Sequential(*top, nn.Linear(widths[-1], 2))

    def vectors(self, numeric, ids):
        vectors = [self.bottom(numeric)]
        at = 0
        for table, (_, _, columns, _) in zip(self.tables, self.features):
            if columns == 1:
                vectors.append(table(ids[:, at]))
            else:
                bag = ids[:, at : at + columns]
                used = (bag != 0).to(numeric.dtype).unsqueeze(-1)
                vectors.append((table(bag) * used).sum(1) / used.sum(1).clamp(min=1))
            at += columns
        return vectors

    def forward(self, numeric, ids):
        vectors = self.vectors(numeric, ids)
        stacked = torch.stack(vectors, 1)
        dots = torch.bmm(stacked, stacked.transpose(1, 2)).flatten(1)
        logits = self.top(torch.cat([vectors[0], dots.index_select(1, self.pairs)], 1))
        return logits[:, 0], logits[:, 1]


class DlrmByIndex(Dlrm):
    """The same with its pairs picked by two lists of indices, and a bag that is added up."""

    def vectors(self, numeric, ids):
        vectors = super().vectors(numeric, ids)
        bag = ids[:, 2:6]
        used = (bag > 0).float().unsqueeze(2)
        vectors[3] = torch.sum(self.tables[2](bag) * used, dim=1)
        return vectors

    def forward(self, numeric, ids):
        vectors = self.vectors(numeric, ids)
        rows, dimension = vectors[0].shape
        joined = torch.cat(vectors, dim=1).view((rows, -1, dimension))
        dots = torch.bmm(joined, joined.transpose(1, 2))
        count = len(vectors)
        i = torch.tensor([i for i in range(count) for _ in range(i)])
        j = torch.tensor([j for i in range(count) for j in range(i)])
        logits = self.top(torch.cat([vectors[0], dots[:, i, j]], dim=1))
        return logits[:, 0], logits[:, 1]


class DeepFm(nn.Module):
    """One table for all features with an offset each, a table of first-order weights beside it."""

    def __init__(self, dimension=8):
        super().__init__()
        sizes = torch.tensor([f[1] + 1 for f in SINGLE])
        self.register_buffer("offsets", sizes.cumsum(0) - sizes)
        self.latent = nn.Embedding(int(sizes.sum()), dimension)
        self.linear = nn.Embedding(int(sizes.sum()), 1)
        self.bias = nn.Parameter(torch.zeros(1))
        self.mlp = nn.Sequential(
            nn.Linear(len(SINGLE) * dimension + 1, 32),
            nn.BatchNorm1d(32),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(32, 1),
        )

    def forward(self, numeric, ids):
        ids = ids + self.offsets.unsqueeze(0)
        latent = self.latent(ids)
        pairs = latent.sum(1) ** 2 - (latent**2).sum(1)
        first = self.linear(ids).sum(1) + self.bias
        flat = latent.view(-1, len(SINGLE) * latent.shape[2])
        deep = self.mlp(torch.cat([flat, numeric], 1))
        return (first + 0.5 * pairs.sum(1, keepdim=True) + deep).squeeze(1)


class WideDeep(nn.Module):
    """A wide and a deep table a feature, the deep ones of different dimensions."""

    def __init__(self):
        super().__init__()
        self.wide = nn.ModuleList(nn.Embedding(f[1] + 1, 1) for f in SINGLE)
        self.deep = nn.ModuleList(nn.Embedding(f[1] + 1, 4 + f[1] // 10) for f in SINGLE)
        width = sum(table.embedding_dim for table in self.deep)
        self.mlp = nn.Sequential(nn.Linear(width + 1, 32), nn.LeakyReLU(0.1), nn.Linear(32, 1))

    def forward(self, numeric, ids):
        columns = ids.split(1, dim=1)
        wide = sum(table(column.squeeze(1)) for table, column in zip(self.wide, columns))
        deep = [table(column).squeeze(1) for table, column in zip(self.deep, columns)]
        return (wide + self.mlp(torch.cat(deep + [numeric], dim=-1))).view(-1)


def feature(name, buckets, columns, side, pooling):
    shared = {"name": name, "side": side, "source": SOURCES.get(name, "site.domain" if side == "request" else "creative.id"), "buckets": buckets}
    if columns == 1:
        return {"kind": "categorical", **shared}
    return {"kind": "bag", **shared, "maxValues": columns, "pooling": pooling}


def manifest(name, features, numbers, heads, pooling):
    numeric = [
        {"kind": "numeric", "name": f"floor{i}", "side": "request", "source": "imp.bidfloor",
         "transform": "log1p", "mean": 0.7, "standardDeviation": 0.4, "clip": 10, "missing": 0}
        for i in range(numbers)
    ]
    return {
        "formatVersion": 1,
        "name": name,
        "schema": {"hash": "xxh64", "features": numeric + [feature(*f, pooling) for f in features]},
        "heads": heads,
        "network": {
            "file": "model.onnx",
            "inputs": [
                {"tensor": "numeric", "role": "numeric", "features": [f["name"] for f in numeric]},
                {"tensor": "ids", "role": "ids", "features": [f[0] for f in features]},
            ],
            "outputs": [{"tensor": head, "head": head, "form": "logit"} for head in heads],
        },
    }


def rows(features, numbers):
    """Unused slots of a bag hold 0; one bag has none used."""
    columns = []
    for _, buckets, slots, _ in features:
        ids = torch.randint(1 if slots > 1 else 0, buckets + 1, (ROWS, slots))
        if slots > 1:
            ids[torch.arange(slots) >= torch.arange(ROWS).unsqueeze(1) % (slots + 1)] = 0
        columns.append(ids)
    return torch.randn(ROWS, numbers), torch.cat(columns, 1)


def forget_where(file):
    """Takes the stack traces of whoever exported out of a file."""
    import onnx

    model = onnx.load(file)
    graph = model.graph
    for part in [model, graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer]:
        del part.metadata_props[:]
        part.ClearField("doc_string")
    onnx.save(model, file)


def export(directory, model, features, heads, pooling="mean", numbers=1, **dynamo):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d):
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.normal_(0, 0.2)
    model.eval()
    directory.mkdir(exist_ok=True)
    numeric, ids = rows(features, numbers)
    names = ["numeric", "ids", *heads]
    shapes = {"dynamic_axes": {tensor: {0: "rows"} for tensor in names}}
    if dynamo:
        count = torch.export.Dim("rows")
        shapes = {"dynamic_shapes": {tensor: {0: count} for tensor in names[:2]}, "external_data": False}
    torch.onnx.export(
        model,
        (numeric[:4], ids[:4]),
        str(directory / "model.onnx"),
        input_names=names[:2],
        output_names=heads,
        **shapes,
        **dynamo,
    )
    if dynamo:
        forget_where(directory / "model.onnx")
    (directory / "manifest.json").write_text(
        json.dumps(manifest(directory.name, features, numbers, heads, pooling), indent=2) + "\n"
    )
    with torch.no_grad(), open(directory / "golden.jsonl", "w") as file:
        outputs = model(numeric, ids)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        probabilities = [torch.sigmoid(output.double()) for output in outputs]
        for row in range(ROWS):
            line = {"ids": ids[row].tolist(), "numerics": numeric[row].tolist()}
            line |= {head: p[row].item() for head, p in zip(heads, probabilities)}
            both = len(heads) == 2
            line |= {"cvr": line.get("cvr"), "ctcvr": line["ctr"] * line["cvr"] if both else None}
            file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    torch.manual_seed(7)
    here = Path(__file__).parent
    if sys.argv[1:2] == ["--large"]:
        large = Dlrm(LARGE, numbers=13, dimension=16, hidden=(64, 128, 64))
        export(Path(sys.argv[2]), large, LARGE, ["ctr", "cvr"], numbers=13)
    elif sys.argv[1:2] == ["--dynamo"]:
        export(here / "dlrm-dynamo", Dlrm(), FEATURES, ["ctr", "cvr"], dynamo=True)
        export(here / "dlrm-dynamo-plain", Dlrm(), FEATURES, ["ctr", "cvr"], dynamo=True, optimize=False)
    else:
        export(here / "dlrm", Dlrm(), FEATURES, ["ctr", "cvr"])
        export(here / "dlrm-by-index", DlrmByIndex(), FEATURES, ["ctr", "cvr"], pooling="sum")
        export(here / "deepfm", DeepFm(), SINGLE, ["ctr"])
        export(here / "wide-deep", WideDeep(), SINGLE, ["ctr"])
