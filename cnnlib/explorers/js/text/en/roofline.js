/** What the roofline explorer says. */
export const TEXT = {
  title: "Roofline explorer",
  help:
    "How far right a layer stands says how many operations it does on each byte that it moves. " +
    "The roof over it is the most that the machine can do there: left of the ridge the memory " +
    "decides, right of it the processor. Drag the red point, or move it with the arrow keys, and " +
    "one setting of the layer follows: you choose which. Drag the ridge, and it is another " +
    "machine. Each array is counted as moved once, so no program can be faster than the roof; " +
    "most are slower.",
  layerGroup: "Layer",
  start: "Start from",
  starts: {
    own: "a layer of your own",
    vgg: "3 × 3, 64 → 64 on 224 × 224 (VGG-16)",
    pointwise: "1 × 1, 512 → 512 on 14 × 14",
    depthwise: "3 × 3 depthwise, 512 on 14 × 14",
    linear: "linear, 4096 → 4096, batch 1",
    "linear batch": "linear, 4096 → 4096, batch 64",
    resnet: "7 × 7, 3 → 64, stride 2 (ResNet)",
    grouped: "3 × 3, 128 → 128 in 32 groups (ResNeXt)",
  },
  fields: {
    in_channels: "channels in",
    out_channels: "channels out",
    size: "height and width",
    kernel_size: "kernel",
    stride: "stride",
    groups: "groups",
    batch: "batch",
  },
  dtype: "numbers",
  machineGroup: "Machine",
  machines: {
    own: "one of your own",
    opteron: "two Opterons of 2006, float64",
    laptop: "4 cores at 3 GHz, DDR4, float32",
    a100: "NVIDIA A100, float32",
    tensor: "NVIDIA A100, tensor cores, float16",
  },
  peak: "peak, GFLOP/s",
  bandwidth: "memory, GB/s",
  dragGroup: "Dragging",
  knob: "the point changes",
  knobs: {
    channels: "channels in and out",
    size: "height and width",
    kernel_size: "the kernel",
    groups: "the groups",
    batch: "the batch",
  },
  plane: "Roofline",
  intensity: "FLOP per byte",
  speed: "GFLOP/s",
  bounds: { memory: "memory-bound", compute: "compute-bound" },
  point: "This layer",
  pointAt: (intensity, speed, bound) => `${intensity} FLOP per byte, ${speed} at most, ${bound}`,
  ridge: "Ridge of the roof",
  ridgeAt: (peak, bandwidth, ridge) =>
    `${peak} GFLOP/s, ${bandwidth} GB/s: ridge at ${ridge} FLOP per byte`,
  columns: ["Layer", "MACs", "bytes", "FLOP/byte", "at least"],
  own: "this layer",
  pins: {
    vgg: "3 × 3, VGG-16",
    pointwise: "1 × 1",
    depthwise: "3 × 3 depthwise",
    linear: "linear, batch 1",
  },
  take: (name) => `Start from ${name}`,
  work: (macs, flops) => `${macs} MACs, which are ${flops} FLOPs.`,
  moved: (all, weights, input, output) =>
    `${all} bytes are moved: weights ${weights}, input ${input}, output ${output}.`,
  intensityIs: (intensity, ridge) =>
    `${intensity} FLOP per byte; the ridge of this machine lies at ${ridge}.`,
  times: (compute, memory) => `Computing takes ${compute} at the peak, moving ${memory}:`,
  bound: (bound, share) => `${bound}, at most ${share} of the peak.`,
  said: (intensity, seconds, bound) => `${intensity} FLOP per byte, ${seconds} or more, ${bound}.`,
};
