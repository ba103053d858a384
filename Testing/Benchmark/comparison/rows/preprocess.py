# SPDX-License-Identifier: Apache-2.0
"""A CT, read before: crop, clip and normalize, resample to 1 mm; for a training also labels and their locations."""
from comparison import agreement, ct, nnunet
from comparison.case import Case, Contender, ours

TITLE = "preprocess: CT 512x512x100 to 1 mm"
MINUTES = (12, 4)
SPACINGS = {"isotropic (2.0x0.8x0.8 mm)": (2.0, 0.8, 0.8), "separate z (3.0x0.7x0.7 mm)": (3.0, 0.7, 0.7)}
CUBIC = {"SimpleITK B-spline": "simpleitk_cubic", "torchio B-spline": "torchio_cubic", "MONAI order 3": "monai_cubic"}
LINEAR = {"SimpleITK linear": "simpleitk_linear", "torchio linear": "torchio_linear", "MONAI linear": "monai_linear"}


def cases(context):
    size = (50, 256, 256) if context.quick else (100, 512, 512)
    for name, spacing in SPACINGS.items():
        stem = f"ct_{'_'.join(map(str, size))}_{'_'.join(map(str, spacing))}"
        settings = {"threads": 1, "repeats": 1, "warmups": 0, "size": size, "spacing": spacing, "source": context.ct,
                    "plans": str(context.work / "preprocess" / "plans.json"),
                    "dataset": str(context.work / "preprocess" / "dataset.json"),
                    "image": str(context.work / f"{stem}.nii.gz"),
                    "labels": str(context.work / f"{stem}_labels.nii.gz")}
        nnu = Contender("nnU-Net", function="nnunet_image", note="order 3")
        yield Case(f"{name}, order 3", settings,
                   [nnu, *peers(CUBIC), ours("Voxtome", "preprocess", note="order 3")], inputs="inputs",
                   goals={"nnU-Net": 10.0, "SimpleITK B-spline": 10.0, "torchio B-spline": 10.0},
                   memory_goals={"nnU-Net": 1 / 3}, agreement=agreement.same_image("nnU-Net"))
        yield Case(f"{name}, order 1", settings | {"order": 1},
                   [Contender("nnU-Net", function="nnunet_image", note="order 1"), *peers(LINEAR),
                    ours("Voxtome", "preprocess", note="order 1")], inputs="inputs",
                   goals={"nnU-Net": 10.0}, agreement=agreement.same_image("nnU-Net"))
        yield Case(f"{name}, for a training", settings | {"training": True},
                   [Contender("nnU-Net", function="nnunet_training", note="order 3, 24 structures"),
                    ours("Voxtome", "preprocess", note="order 3, 24 structures")], inputs="inputs",
                   goals={"nnU-Net": 10.0}, agreement=agreement.same_labels("nnU-Net"))


def peers(functions):
    return [Contender(name, function=function) for name, function in functions.items()]


def inputs(settings):
    import pathlib
    folder = pathlib.Path(settings["plans"]).parent
    nnunet.write_plans(folder, nnunet.FULL, (128, 128, 128), (1.0, 1.0, 1.0), 25)
    ct.make_ct(settings["image"], settings["source"], settings["size"], settings["spacing"])
    ct.make_labels(settings["labels"], settings["source"], settings["size"], settings["spacing"])


def run_case(settings, training):
    import pathlib

    from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor
    manager, configuration, description = nnunet.read_plans(pathlib.Path(settings["plans"]).parent)
    configuration.configuration["resampling_fn_data_kwargs"]["order"] = settings.get("order", 3)
    reader = manager.image_reader_writer_class()
    image, properties = reader.read_images([settings["image"]])
    labels = reader.read_seg(settings["labels"])[0] if training else None

    def work():
        data, seg, _ = DefaultPreprocessor(verbose=False).run_case_npy(image, labels, dict(properties), manager,
                                                                       configuration, description)
        return {"image": data[0], "labels": seg[0]} if training else {"image": data[0]}
    return work


def nnunet_image(settings):
    return run_case(settings, False)


def nnunet_training(settings):
    return run_case(settings, True)


def normalization():
    values = nnunet.plans(nnunet.FULL, (1, 1, 1), (1, 1, 1))["foreground_intensity_properties_per_channel"]["0"]
    return values["percentile_00_5"], values["percentile_99_5"], values["mean"], values["std"]


def simpleitk(settings, interpolation):
    import SimpleITK
    lower, upper, mean, deviation = normalization()
    image = SimpleITK.ReadImage(settings["image"])
    spacing = image.GetSpacing()
    size = [round(n * s) for n, s in zip(image.GetSize(), spacing)]

    def work():
        values = SimpleITK.Clamp(SimpleITK.Cast(image, SimpleITK.sitkFloat32), SimpleITK.sitkFloat32, lower, upper)
        values = (values - mean) / deviation
        values.SetOrigin([0.5 * s for s in spacing])  # grids meet at the edges of voxels
        result = SimpleITK.Resample(values, size, SimpleITK.Transform(), interpolation, (0.5, 0.5, 0.5), (1, 1, 1),
                                    (1, 0, 0, 0, 1, 0, 0, 0, 1), 0.0)
        return {"image": SimpleITK.GetArrayFromImage(result)}
    return work


def simpleitk_cubic(settings):
    import SimpleITK
    return simpleitk(settings, SimpleITK.sitkBSpline)


def simpleitk_linear(settings):
    import SimpleITK
    return simpleitk(settings, SimpleITK.sitkLinear)


def read_array(settings):
    import SimpleITK
    image = SimpleITK.ReadImage(settings["image"])
    return SimpleITK.GetArrayFromImage(image), image.GetSpacing()[::-1]


def torchio(settings, interpolation):
    import numpy as np
    import torch
    import torchio as tio
    lower, upper, mean, deviation = normalization()
    values, spacing = read_array(settings)
    resample = tio.Resample(1, image_interpolation=interpolation)

    def work():
        normal = (np.clip(values.astype(np.float32), lower, upper) - mean) / deviation
        image = tio.ScalarImage(tensor=torch.from_numpy(normal[None]), affine=np.diag([*spacing, 1.0]))
        return {"image": resample(image).numpy()[0]}
    return work


def torchio_cubic(settings):
    return torchio(settings, "bspline")


def torchio_linear(settings):
    return torchio(settings, "linear")


def monai(settings, mode, padding):
    import numpy as np
    from monai.data import MetaTensor
    from monai.transforms import CropForeground, Spacing
    lower, upper, mean, deviation = normalization()
    values, spacing = read_array(settings)
    crop = CropForeground(select_fn=lambda v: v != 0)
    resample = Spacing(pixdim=(1, 1, 1), mode=mode, padding_mode=padding)

    def work():
        image = crop(MetaTensor(values[None].astype(np.float32), affine=np.diag([*spacing, 1.0])))
        return {"image": resample((image.clamp(lower, upper) - mean) / deviation)[0].numpy()}
    return work


def monai_cubic(settings):
    return monai(settings, 3, "nearest")


def monai_linear(settings):
    return monai(settings, "bilinear", "border")
