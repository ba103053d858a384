# SPDX-License-Identifier: Apache-2.0
"""One window through nnU-Net's plain 3D U-Net: forward alone, the same weights and input."""
from comparison import agreement, nnunet
from comparison.case import Case, Contender, ours

TITLE = "network: one window of 128x128x128 through a plain U-Net 32-64-128-256-320-320"
MINUTES = (6, 3)
NATIVE = "Voxtome fp32"


def cases(context):
    settings = {"threads": context.threads, "repeats": 1 if context.quick else 3, "warmups": 1,
                "model": str(context.work / "model" / nnunet.TRAINER), "input": str(context.work / "tile.safetensors")}
    contenders = [Contender("nnU-Net", function="plain", note="fp32"),
                  Contender("torch channels-last", function="channels_last", note="fp32")]
    native = [ours(NATIVE, "network", settings={"precision": "fp32"}, note="fp32")]
    goals = {"nnU-Net": 1.3}
    if context.bf16:
        contenders += [Contender("torch autocast", function="autocast", note="bf16"),
                       Contender("torch autocast channels-last", function="autocast_channels_last", note="bf16")]
        native.append(ours("Voxtome auto", "network", settings={"precision": "auto"}, note="bf16"))
        goals = {"nnU-Net": 7.0, "torch autocast": 3.0}
    yield Case("forward", settings, contenders + native, inputs="inputs", goals=goals,
               agreement=agreement.same_logits("nnU-Net"), details=layer_table)


def inputs(settings):
    import pathlib

    import numpy as np
    from safetensors.numpy import save_file
    from scipy.ndimage import gaussian_filter
    nnunet.write_model(settings["model"], nnunet.FULL, (128, 128, 128), (1.5, 1.5, 1.5), 3)
    if not pathlib.Path(settings["input"]).exists():
        noise = np.random.default_rng(0).normal(size=(128, 128, 128))
        smooth = gaussian_filter(noise, 3)
        tile = smooth / smooth.std() + 0.1 * noise
        save_file({"tile": tile[None].astype(np.float32)}, settings["input"])


def forward(settings, channels_last=False, autocast=False, layers=False):
    import torch
    from safetensors.torch import load_file
    network = nnunet.load_network(settings["model"]).eval()
    tile = load_file(settings["input"])["tile"][None]
    if channels_last:
        network = network.to(memory_format=torch.channels_last_3d)
        tile = tile.to(memory_format=torch.channels_last_3d)

    def work():
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            return {"logits": network(tile)[0].float().contiguous().numpy()}
    if layers:
        work.layers = lambda: layer_seconds(network, work)
    return work


def layer_seconds(network, work):
    """One more run with a clock at each layer; an activation belongs to the norm before it."""
    import time

    import torch
    kinds = (torch.nn.Conv3d, torch.nn.ConvTranspose3d, torch.nn.InstanceNorm3d, torch.nn.LeakyReLU)
    seconds, started, hooks = {}, [], []

    def stop(name):
        def hook(*_):
            seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - started.pop()
        return hook
    for name, module in network.named_modules():
        if isinstance(module, kinds):
            hooks.append(module.register_forward_pre_hook(lambda *_: started.append(time.perf_counter())))
            hooks.append(module.register_forward_hook(stop(name.replace(".nonlin", ".norm"))))
    work()
    for hook in hooks:
        hook.remove()
    return {name: {"seconds": taken} for name, taken in seconds.items()}


def layer_table(measured):
    """A line for each convolution with its norm and activation, and which of them gains least."""
    peer, native = measured["nnU-Net"].more.get("layers"), measured[NATIVE].more.get("layers")
    if not peer or not native:
        return ""
    lines = ["| layer | computed by | nnU-Net, s | Voxtome, s | times faster | GFLOP/s |", "|---|---|---|---|---|---|"]
    ratios = {}
    for name, layer in native.items():
        if name.endswith(".norm"):
            continue
        norm = name.removesuffix(".conv") + ".norm"
        theirs, own = (sum(times.get(part, {"seconds": 0.0})["seconds"] for part in (name, norm))
                       for times in (peer, native))
        short = name.removesuffix(".conv")
        ratios[short] = theirs / own
        lines.append(f"| {short} | {layer['kernel']} | {theirs:.3f} | {own:.3f} | {theirs / own:.2f} | "
                     f"{layer['operations'] / layer['seconds'] / 1e9:.0f} |")
    least = min(ratios, key=ratios.get)
    return "\n".join(lines) + f"\n\nThe least gain is {ratios[least]:.2f}, of {least}."


def plain(settings):
    return forward(settings, layers=True)


def channels_last(settings):
    return forward(settings, channels_last=True)


def autocast(settings):
    return forward(settings, autocast=True)


def autocast_channels_last(settings):
    return forward(settings, channels_last=True, autocast=True)
