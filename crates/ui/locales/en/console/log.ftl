# The debug log of a launch.
