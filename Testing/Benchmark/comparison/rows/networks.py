# SPDX-License-Identifier: Apache-2.0
"""Forward passes of the networks of the registry beside their Python originals: the same weights and images, evaluation
mode. Networks of papers that no package has are compared with plain PyTorch twins."""
import math

from comparison import agreement
from comparison.case import Case, Contender, ours
from comparison.rows import train_2d

TITLE = "networks: one forward pass of each network beside its Python original, fp32"
MINUTES = (40, 12)
PLANAR = {"spatial_dims": 2, "in_channels": 1, "out_channels": 3}
SPATIAL = {"spatial_dims": 3, "in_channels": 1, "out_channels": 2}
LEVELS, STEPS = (16, 32, 64, 128, 256), (2, 2, 2, 2)
IMAGE, VOLUME = (1, 1, 256, 256), (1, 1, 96, 96, 96)
PICTURE = (1, 3, 256, 256)


def monai(name, **arguments):
    import monai.networks.nets
    return getattr(monai.networks.nets, name)(**arguments)


def diffusion(spatial_dims):
    import torch
    network = monai("DiffusionModelUNet", spatial_dims=spatial_dims, in_channels=1, out_channels=1, num_res_blocks=1,
                    channels=(32, 64, 64), attention_levels=(False, True, True), norm_num_groups=8,
                    num_head_channels=32)
    step = torch.zeros(1, dtype=torch.long)
    network.forward = (lambda call: lambda images: call(images, step))(network.forward)
    return network


def dyn(spatial_dims):
    kernels = [[3] * spatial_dims] * 4
    strides = [[1] * spatial_dims] + [[2] * spatial_dims] * 3
    return monai("DynUNet", spatial_dims=spatial_dims, in_channels=1, out_channels=2, kernel_size=kernels,
                 strides=strides, upsample_kernel_size=strides[1:], filters=[32, 64, 128, 256],
                 norm_name=("instance", {"affine": True}))


def paper(name):
    from comparison import papers
    return getattr(papers, name)()


def transformer(name):
    from comparison import transformers
    return getattr(transformers, name)()


def on_classifier(encoder, decoder):
    from comparison import encoders
    return encoders.EncoderUNet(encoder, decoder)


def residual():
    """nnU-Net's residual encoder, with a plain decoder of one convolution a stage."""
    import torch
    from dynamic_network_architectures.architectures.unet import ResidualEncoderUNet
    return ResidualEncoderUNet(1, 5, (32, 64, 128, 256, 320), torch.nn.Conv3d, 3, (1, 2, 2, 2, 2), (1, 3, 4, 6, 6), 2,
                               (1, 1, 1, 1), conv_bias=True, norm_op=torch.nn.InstanceNorm3d,
                               norm_op_kwargs={"eps": 1e-5, "affine": True}, nonlin=torch.nn.LeakyReLU,
                               nonlin_kwargs={"inplace": True}, deep_supervision=False)


def smp(name, encoder):
    import segmentation_models_pytorch
    return getattr(segmentation_models_pytorch, name)(encoder, encoder_weights=None, in_channels=3, classes=2)


# Name of ours: options that are not its defaults, what makes the original, shape of the images.
NETWORKS = {
    "MonaiUNet 2D": ("MonaiUNet", {"dimensions": 2, "output_channels": 3},
                     lambda: monai("UNet", channels=LEVELS, strides=STEPS, num_res_units=2, **PLANAR), IMAGE),
    "MonaiUNet 3D": ("MonaiUNet", {},
                     lambda: monai("UNet", channels=LEVELS, strides=STEPS, num_res_units=2, **SPATIAL), VOLUME),
    "MonaiBasicUNet 2D": ("MonaiBasicUNet", {"dimensions": 2, "output_channels": 3},
                          lambda: monai("BasicUNet", **PLANAR), IMAGE),
    "MonaiBasicUNet 3D": ("MonaiBasicUNet", {}, lambda: monai("BasicUNet", **SPATIAL), VOLUME),
    "MonaiBasicUNetPlusPlus 2D": ("MonaiBasicUNetPlusPlus", {"dimensions": 2, "output_channels": 3},
                                  lambda: monai("BasicUNetPlusPlus", **PLANAR), IMAGE),
    "MonaiAttentionUNet 2D": ("MonaiAttentionUNet", {"dimensions": 2, "output_channels": 3},
                              lambda: monai("AttentionUnet", channels=LEVELS, strides=STEPS, **PLANAR), IMAGE),
    "MonaiBasicUNetPlusPlus 3D": ("MonaiBasicUNetPlusPlus", {}, lambda: monai("BasicUNetPlusPlus", **SPATIAL), VOLUME),
    "MonaiAttentionUNet 3D": ("MonaiAttentionUNet", {},
                              lambda: monai("AttentionUnet", channels=LEVELS, strides=STEPS, **SPATIAL), VOLUME),
    "MonaiDynUNet 2D": ("MonaiDynUNet", {"dimensions": 2, "supervised_stages": 0}, lambda: dyn(2), IMAGE),
    "MonaiDynUNet 3D": ("MonaiDynUNet", {"supervised_stages": 0}, lambda: dyn(3), VOLUME),
    "MonaiSegResNet 2D": ("MonaiSegResNet", {"dimensions": 2, "output_channels": 3},
                          lambda: monai("SegResNet", **PLANAR), IMAGE),
    "MonaiSegResNet 3D": ("MonaiSegResNet", {}, lambda: monai("SegResNet", **SPATIAL), VOLUME),
    "UNETR 2D": ("UNETR", {"dimensions": 2, "output_channels": 3, "image_size": [1, 96, 96]},
                 lambda: monai("UNETR", img_size=(96, 96), in_channels=1, out_channels=3, spatial_dims=2), (1, 1, 96, 96)),
    "UNETR 3D": ("UNETR", {}, lambda: monai("UNETR", img_size=(96, 96, 96), in_channels=1, out_channels=2), VOLUME),
    "SwinUNETR 2D": ("SwinUNETR", {"dimensions": 2, "output_channels": 3},
                     lambda: monai("SwinUNETR", feature_size=24, **PLANAR), IMAGE),
    "SwinUNETR 3D": ("SwinUNETR", {}, lambda: monai("SwinUNETR", feature_size=24, **SPATIAL), VOLUME),
    "DiffusionUNet 2D": ("DiffusionUNet", {}, lambda: diffusion(2), (1, 1, 64, 64)),
    "DiffusionUNet 3D": ("DiffusionUNet", {"dimensions": 3}, lambda: diffusion(3), (1, 1, 32, 32, 32)),
    "ResidualEncoderUNet 3D": ("ResidualEncoderUNet",
                               {"features_per_stage": [32, 64, 128, 256, 320], "kernel_sizes": [[3, 3, 3]] * 5,
                                "strides": [[1, 1, 1]] + [[2, 2, 2]] * 4, "blocks_per_stage": [1, 3, 4, 6, 6],
                                "convs_per_decoder_stage": [1, 1, 1, 1], "output_channels": 2}, residual, VOLUME),
    "VNet 3D": ("VNet", {}, lambda: monai("VNet", **SPATIAL), (1, 1, 64, 64, 64)),
    "TutorialUNet 2D": ("TutorialUNet", {}, train_2d.lesson, PICTURE),
}
# By papers and lessons that no package has.
for _name, _shape in (("ClassicUNet", (1, 1, 252, 252)), ("UNet3D", (1, 3, 92, 92, 92)), ("SmallUNet", PICTURE),
                      ("KerasUNet", PICTURE), ("AttentionUNet", PICTURE), ("R2UNet", PICTURE), ("NestedUNet", PICTURE),
                      ("GroupNormUNet", (1, 1, 64, 64, 64)), ("MeshNet", VOLUME), ("GridAttentionUNet", VOLUME)):
    NETWORKS[f"{_name} {len(_shape) - 2}D"] = (_name, {}, lambda name=_name: paper(name), _shape)
for _name, _options, _shape in (("TransUNet", {}, (1, 1, 224, 224)), ("TransUNetSmall", {}, (1, 1, 224, 224)),
                                ("TransUNet3D", {"image_size": [96, 96, 96]}, VOLUME),
                                ("UNetTransformer", {}, IMAGE), ("HRSTNet", {}, VOLUME)):
    NETWORKS[f"{_name} {len(_shape) - 2}D"] = (_name, _options, lambda name=_name: transformer(name), _shape)
for _ours, _theirs in (("EncoderUNet", "Unet"), ("EncoderUNetPlusPlus", "UnetPlusPlus"), ("EncoderLinknet", "Linknet"),
                       ("EncoderFpn", "FPN"), ("EncoderMAnet", "MAnet")):
    NETWORKS[f"{_ours} resnet34"] = (_ours, {}, lambda name=_theirs: smp(name, "resnet34"), PICTURE)
for _encoder, _theirs in (("vgg16_bn", "vgg16_bn"), ("densenet121", "densenet121"), ("mobilenet_v2", "mobilenet_v2"),
                          ("efficientnet-b0", "efficientnet-b0"), ("vgg11", "vgg11"),
                          ("resnext50_32x4d", "resnext50_32x4d")):
    NETWORKS[f"EncoderUNet {_encoder}"] = ("EncoderUNet", {"encoder": _encoder},
                                           lambda name=_theirs: smp("Unet", name), PICTURE)
# As many features of the decoder as the encoder has strides.
for _encoder, _depth in (("lenet5", 2), ("alexnet", 5), ("googlenet", 5), ("squeezenet1_1", 4), ("mobilenet_v3_small", 5),
                         ("mobilenet_v3_large", 5), ("shufflenet_v2_x1_0", 5), ("efficientnet_b0", 5)):
    _widths = [256, 128, 64, 32, 16][-_depth:]
    NETWORKS[f"EncoderUNet {_encoder}"] = ("EncoderUNet", {"encoder": _encoder, "encoder_depth": _depth,
                                                           "decoder_channels": _widths},
                                           lambda name=_encoder, decoder=_widths: on_classifier(name, decoder), PICTURE)


def cases(context):
    for name, (network, options, _, shape) in NETWORKS.items():
        stem = name.replace(" ", "-")
        settings = {"threads": context.threads, "repeats": 3 if context.quick else 5, "warmups": 2, "case": name,
                    "network": network, "options": options, "shape": shape,
                    "weights": str(context.work / f"{stem}.safetensors"),
                    "input": str(context.work / f"{stem}-images.safetensors")}
        yield Case(name, settings, [Contender("original", function="plain"),
                                    Contender("original channels-last", function="channels_last"),
                                    ours("Voxtome", "networks")],
                   inputs="inputs", goals={"original": 1.0, "original channels-last": 1.0},
                   agreement=agreement.same_output("original"))


def make(settings):
    """The original in evaluation mode. Norms and biases that differ from channel to channel show mistakes, and a layer
    that begins with zeros would hide all."""
    import torch
    torch.manual_seed(0)
    network = NETWORKS[settings["case"]][2]()
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if tensor.is_floating_point() and (tensor.dim() == 1 or not tensor.any()):
                tensor.add_(0.1 * torch.rand(tensor.shape))
    return network.eval()


def inputs(settings):
    import pathlib

    import torch
    from safetensors.torch import save_file
    if pathlib.Path(settings["input"]).exists():
        return
    state = {name: tensor.clone().contiguous() for name, tensor in make(settings).state_dict().items()}
    save_file(state, settings["weights"])
    count = math.prod(settings["shape"])
    save_file({"images": torch.sin(torch.arange(count) * 0.37).view(settings["shape"])}, settings["input"])


def forward(settings, channels_last=False):
    import torch
    from safetensors.torch import load_file
    network = make(settings)
    images = load_file(settings["input"])["images"]
    if channels_last:
        order = torch.channels_last if images.dim() == 4 else torch.channels_last_3d
        network = network.to(memory_format=order)
        images = images.to(memory_format=order)

    def work():
        with torch.inference_mode():
            output = network(images)
            while isinstance(output, (list, tuple)):
                output = output[-1]  # the head that predicts
            return {"output": output.float().contiguous().numpy()}
    return work


def plain(settings):
    return forward(settings)


def channels_last(settings):
    return forward(settings, channels_last=True)
