# SPDX-License-Identifier: Apache-2.0
"""nnU-Net plans and model folders with fixed random weights, which both programs read."""
import json
import pathlib

FULL = [32, 64, 128, 256, 320, 320]
HIPPOCAMPUS = [32, 64, 128, 256]
TRAINER = "nnUNetTrainer__nnUNetPlans__3d_fullres"


def architecture(features):
    stages = len(features)
    return {"network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet",
            "arch_kwargs": {"n_stages": stages, "features_per_stage": features,
                            "conv_op": "torch.nn.modules.conv.Conv3d", "kernel_sizes": [[3, 3, 3]] * stages,
                            "strides": [[1, 1, 1]] + [[2, 2, 2]] * (stages - 1), "n_conv_per_stage": [2] * stages,
                            "n_conv_per_stage_decoder": [2] * (stages - 1), "conv_bias": True,
                            "norm_op": "torch.nn.modules.instancenorm.InstanceNorm3d",
                            "norm_op_kwargs": {"eps": 1e-5, "affine": True}, "dropout_op": None,
                            "dropout_op_kwargs": None, "nonlin": "torch.nn.LeakyReLU",
                            "nonlin_kwargs": {"inplace": True}},
            "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"]}


def plans(features, patch, spacing, batch=2):
    def resampling(kind, is_seg, order):
        return {f"resampling_fn_{kind}": "resample_data_or_seg_to_shape",
                f"resampling_fn_{kind}_kwargs": {"is_seg": is_seg, "order": order, "order_z": 0,
                                                 "force_separate_z": None}}
    configuration = {"data_identifier": "nnUNetPlans_3d_fullres", "preprocessor_name": "DefaultPreprocessor",
                     "batch_size": batch, "patch_size": list(patch), "median_image_size_in_voxels": list(patch),
                     "spacing": list(spacing), "normalization_schemes": ["CTNormalization"],
                     "use_mask_for_norm": [False], "architecture": architecture(features), "batch_dice": True,
                     **resampling("data", False, 3), **resampling("seg", True, 1),
                     **resampling("probabilities", False, 1)}
    intensities = {"max": 2671.0, "mean": -273.46, "median": -162.0, "min": -1024.0, "percentile_00_5": -1024.0,
                   "percentile_99_5": 311.0, "std": 346.95}
    return {"dataset_name": "Dataset999_Compare", "plans_name": "nnUNetPlans",
            "original_median_spacing_after_transp": list(spacing), "original_median_shape_after_transp": list(patch),
            "image_reader_writer": "SimpleITKIO", "transpose_forward": [0, 1, 2], "transpose_backward": [0, 1, 2],
            "configurations": {"3d_fullres": configuration}, "experiment_planner_used": "ExperimentPlanner",
            "label_manager": "LabelManager", "foreground_intensity_properties_per_channel": {"0": intensities}}


def dataset(classes):
    labels = {"background": 0, **{f"class{i}": i for i in range(1, classes)}}
    return {"channel_names": {"0": "CT"}, "labels": labels, "numTraining": 1, "file_ending": ".nii.gz"}


def write_plans(folder, features, patch, spacing, classes, batch=2):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plans.json").write_text(json.dumps(plans(features, patch, spacing, batch)))
    (folder / "dataset.json").write_text(json.dumps(dataset(classes)))


def read_plans(folder):
    """PlansManager, ConfigurationManager and dataset description of a folder."""
    from nnunetv2.utilities.plans_handling.plans_handler import PlansManager
    manager = PlansManager(str(pathlib.Path(folder) / "plans.json"))
    description = json.loads((pathlib.Path(folder) / "dataset.json").read_text())
    return manager, manager.get_configuration("3d_fullres"), description


def make_network(folder, deep_supervision):
    from nnunetv2.utilities.get_network_from_plans import get_network_from_plans
    manager, configuration, description = read_plans(folder)
    return get_network_from_plans(configuration.network_arch_class_name, configuration.network_arch_init_kwargs,
                                  configuration.network_arch_init_kwargs_req_import, 1, len(description["labels"]),
                                  True, deep_supervision)


def load_network(folder, deep_supervision=False):
    import torch
    network = make_network(folder, deep_supervision)
    checkpoint = torch.load(pathlib.Path(folder) / "fold_0" / "checkpoint_final.pth", weights_only=False)
    network.load_state_dict(checkpoint["network_weights"])
    return network


def write_model(folder, features, patch, spacing, classes, batch=2):
    """A results folder as nnU-Net leaves it; norms and biases are drawn too, so that none can be skipped unseen."""
    import torch
    folder = pathlib.Path(folder)
    if (folder / "fold_0" / "checkpoint_final.pth").exists():
        return
    write_plans(folder, features, patch, spacing, classes, batch)
    torch.manual_seed(0)
    network = make_network(folder, True)
    for module in network.modules():
        if isinstance(module, torch.nn.InstanceNorm3d):
            module.weight.data = 1 + 0.1 * torch.randn(module.weight.shape)
            module.bias.data = 0.1 * torch.randn(module.bias.shape)
    (folder / "fold_0").mkdir(exist_ok=True)
    description = json.loads((folder / "dataset.json").read_text())
    torch.save({"network_weights": network.state_dict(), "optimizer_state": None, "grad_scaler_state": None,
                "logging": {}, "_best_ema": None, "current_epoch": 1, "trainer_name": "nnUNetTrainer",
                "inference_allowed_mirroring_axes": (0, 1, 2),
                "init_args": {"plans": json.loads((folder / "plans.json").read_text()), "fold": 0,
                              "configuration": "3d_fullres", "dataset_json": description}},
               folder / "fold_0" / "checkpoint_final.pth")
