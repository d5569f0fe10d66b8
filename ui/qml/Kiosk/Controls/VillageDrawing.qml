import QtQuick
import QtQuick.Shapes
import Kiosk

// Hills, fields and roofs in three tones: the place this terminal belongs to.
Rectangle {
    id: drawing

    readonly property real grid: 1080
    readonly property real ratio: width / grid
    readonly property real foot: height - 420 * ratio

    color: Theme.actionWash
    clip: true

    Shape {
        width: drawing.grid
        height: 420
        y: drawing.foot
        scale: drawing.ratio
        transformOrigin: Item.TopLeft

        ShapePath {
            fillColor: Theme.attentionWash
            strokeColor: "transparent"
            PathSvg { path: "M868 70a74 74 0 1 0 .1 0z" }
        }
        ShapePath {
            fillColor: Theme.contrast ? Theme.actionWash : Theme.actionWashPressed
            strokeColor: "transparent"
            PathSvg { path: "M0 210C120 110 210 90 330 170C430 90 560 40 700 150C800 90 930 100 1080 190V420H0z" }
        }
        ShapePath {
            fillColor: Theme.hill
            strokeColor: "transparent"
            PathSvg { path: "M0 300C160 220 330 210 520 270C720 330 900 250 1080 270V420H0z" }
        }
        ShapePath {
            fillColor: Theme.surface
            strokeColor: Theme.actionInk
            strokeWidth: 4
            joinStyle: ShapePath.RoundJoin
            PathSvg { path: "M196 262h132v84h-132zM388 244h176v104h-176zM640 276h110v80h-110z" }
        }
        ShapePath {
            fillColor: Theme.contrast ? Theme.ground : Theme.action
            strokeColor: Theme.actionInk
            strokeWidth: 4
            joinStyle: ShapePath.RoundJoin
            PathSvg { path: "M176 264l30-44h112l30 44zM364 246l40-58h144l40 58zM622 278l26-38h94l26 38z" }
        }
        ShapePath {
            fillColor: Theme.attention
            strokeColor: Theme.actionInk
            strokeWidth: 4
            joinStyle: ShapePath.RoundJoin
            PathSvg { path: "M456 290h40v58h-40zM250 296h26v50h-26zM682 308h24v48h-24z" }
        }
        ShapePath {
            fillColor: "transparent"
            strokeColor: Theme.actionInk
            strokeWidth: 4
            capStyle: ShapePath.RoundCap
            PathSvg { path: "M476 188v-84M836 344v-74M836 296l26-22M836 306l-24-20M120 342v-60M120 304l22-18M120 312l-20-16" }
        }
        ShapePath {
            fillColor: Theme.alarm
            strokeColor: Theme.actionInk
            strokeWidth: 3
            PathSvg { path: "M476 104l52 16l-52 18z" }
        }
        ShapePath {
            fillColor: Theme.contrast ? Theme.actionWashPressed : Theme.action
            strokeColor: "transparent"
            PathSvg { path: "M0 352C220 326 420 340 600 352C800 366 940 344 1080 336V420H0z" }
        }
        ShapePath {
            fillColor: "transparent"
            strokeColor: Theme.furrow
            strokeWidth: 4
            capStyle: ShapePath.RoundCap
            PathSvg { path: "M40 392C240 366 440 376 640 388M180 412C380 392 560 398 760 410M720 372C840 378 960 366 1060 360M860 402C940 402 1010 396 1070 390" }
        }
    }
}
