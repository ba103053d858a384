# SPDX-License-Identifier: Apache-2.0
"""A label map of 24 structures alone, read before, to 1 mm."""
from comparison import agreement
from comparison.case import Case, Contender, ours
from comparison.rows import preprocess

TITLE = "labels: label map 512x512x100 of 24 structures to 1 mm"
MINUTES = (6, 2)


def cases(context):
    for case in preprocess.cases(context):
        if case.name.endswith("order 1"):
            yield Case(case.name.removesuffix(", order 1"), case.settings,
                       [Contender("nnU-Net", function="nnunet_labels", note="one mask a structure, order 1"),
                        Contender("SimpleITK linear", function="simpleitk_linear", note="sitkLabelLinear"),
                        Contender("SimpleITK nearest", function="simpleitk_nearest"),
                        ours("Voxtome", "labels", note="vote of masks, order 1")],
                       inputs="inputs", goals={"nnU-Net": 10.0}, agreement=agreement.same_labels("nnU-Net"))


inputs = preprocess.inputs


def nnunet_labels(settings):
    import SimpleITK
    from nnunetv2.preprocessing.resampling.default_resampling import compute_new_shape, resample_data_or_seg_to_shape
    image = SimpleITK.ReadImage(settings["labels"])
    labels = SimpleITK.GetArrayFromImage(image)[None].astype("int8")
    spacing, target = image.GetSpacing()[::-1], (1.0, 1.0, 1.0)
    shape = compute_new_shape(labels.shape[1:], spacing, target)

    def work():
        result = resample_data_or_seg_to_shape(labels, shape, spacing, target, is_seg=True, order=1, order_z=0)
        return {"labels": result[0].astype("int16")}
    return work


def simpleitk(settings, interpolation):
    import SimpleITK
    image = SimpleITK.ReadImage(settings["labels"])
    spacing = image.GetSpacing()
    image.SetOrigin([0.5 * s for s in spacing])
    size = [round(n * s) for n, s in zip(image.GetSize(), spacing)]

    def work():
        result = SimpleITK.Resample(image, size, SimpleITK.Transform(), interpolation, (0.5, 0.5, 0.5), (1, 1, 1),
                                    (1, 0, 0, 0, 1, 0, 0, 0, 1), 0.0)
        return {"labels": SimpleITK.GetArrayFromImage(result).astype("int16")}
    return work


def simpleitk_linear(settings):
    import SimpleITK
    return simpleitk(settings, SimpleITK.sitkLabelLinear)


def simpleitk_nearest(settings):
    import SimpleITK
    return simpleitk(settings, SimpleITK.sitkNearestNeighbor)
