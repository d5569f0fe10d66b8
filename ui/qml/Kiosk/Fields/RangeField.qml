pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A number between two ends: a line to touch with a step key at each side, a wheel, or stars.
// Numbers are whole multiples of a unit (`kiosk.journey.scale`), so that steps of 0.1 add up.
FocusScope {
    id: range

    required property FieldContext context
    readonly property var look: context.appearances
    readonly property int first: Number(context.settings.first ?? 0)
    readonly property int by: Number(context.settings.by ?? 1)
    readonly property int places: Number(context.settings.places ?? 0)
    readonly property int count: Number(context.settings.count ?? 1)
    readonly property int at: placeOf(context.text)
    readonly property bool rated: look.includes("rating") && count <= Theme.starsAtMost
    readonly property bool picked: !rated && look.includes("picker")
    readonly property string words: at < 0 ? qsTr("Not chosen yet")
                                           : rated ? qsTr("%1 of %2 stars").arg(at + 1).arg(count) : figure(at)

    function number(place: int): string {
        return ((first + place * by) / Math.pow(10, places)).toFixed(places);
    }

    // As it is read: without idle zeros.
    function figure(place: int): string {
        return String(Number(number(place)));
    }

    function placeOf(text: string): int {
        if (text === "" || isNaN(Number(text)))
            return -1;
        const place = Math.round((Number(text) * Math.pow(10, places) - first) / by);
        return place >= 0 && place < count ? place : -1;
    }

    function choose(place: int): void {
        if (place !== at)
            context.set(number(place));
    }

    function step(on: int): void {
        choose(at < 0 ? 0 : Math.max(0, Math.min(count - 1, at + on)));
    }

    implicitHeight: control.implicitHeight

    Loader {
        id: control

        width: parent.width
        focus: true
        sourceComponent: range.rated ? stars : range.picked ? wheel
                                             : range.look.includes("vertical") ? column : line
    }

    component Chosen: EntryBox {
        faulty: range.context.faulty
        implicitHeight: Theme.field + Theme.space2

        Words {
            objectName: "rangeValue_" + range.context.ref
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width - 2 * Theme.space2)
            horizontalAlignment: Text.AlignHCenter
            text: range.words
            size: range.at < 0 ? Theme.lead : Theme.figure
            strong: range.at >= 0
            lineHeight: Theme.leadingTight
            color: range.at < 0 ? Theme.softInk : Theme.ink
        }
    }

    component Less: StepKey {
        objectName: "rangeLess_" + range.context.ref
        width: Theme.button
        implicitHeight: Theme.field + Theme.space2
        icon: "minus"
        text: qsTr("One step back")
        onActivated: range.step(-1)
    }

    component More: StepKey {
        objectName: "rangeMore_" + range.context.ref
        width: Theme.button
        implicitHeight: Theme.field + Theme.space2
        icon: "plus"
        text: qsTr("One step on")
        onActivated: range.step(1)
    }

    component Line: Track {
        objectName: "track_" + range.context.ref
        name: range.context.label
        spoken: range.words
        count: range.count
        at: range.at
        ticks: !range.look.includes("no-ticks") && range.count <= Theme.ticksAtMost
        faulty: range.context.faulty
        focus: true
        onMoved: place => range.choose(place)
    }

    component End: Words {
        required property int place

        text: range.figure(place)
        size: Theme.strong
        strong: true
        wrapMode: Text.NoWrap
        color: Theme.softInk
    }

    Component {
        id: line

        Column {
            spacing: Theme.space2

            Row {
                width: parent.width
                spacing: Theme.gap

                Less {
                    id: less
                }

                Chosen {
                    width: parent.width - less.width - more.width - 2 * parent.spacing
                }

                More {
                    id: more
                }
            }

            Line {
                width: parent.width
            }

            Item {
                width: parent.width
                implicitHeight: lower.implicitHeight

                End {
                    id: lower

                    anchors.left: parent.left
                    place: 0
                }

                End {
                    anchors.right: parent.right
                    place: range.count - 1
                    visible: range.count > 1
                }
            }
        }
    }

    Component {
        id: column

        Row {
            spacing: Theme.space5

            Column {
                width: Math.max(Theme.button, upper.implicitWidth, under.implicitWidth)
                spacing: Theme.space1

                End {
                    id: upper

                    anchors.horizontalCenter: parent.horizontalCenter
                    place: range.count - 1
                    visible: range.count > 1
                }

                Line {
                    anchors.horizontalCenter: parent.horizontalCenter
                    upright: true
                }

                End {
                    id: under

                    anchors.horizontalCenter: parent.horizontalCenter
                    place: 0
                }
            }

            Column {
                width: Math.min(Theme.sideWidth, range.width - x)
                anchors.verticalCenter: parent.verticalCenter
                spacing: Theme.gap

                More {
                    width: parent.width
                }

                Chosen {
                    width: parent.width
                }

                Less {
                    width: parent.width
                }
            }
        }
    }

    Component {
        id: wheel

        Wheel {
            width: Math.min(range.width, Theme.sideWidth)
            name: range.context.ref
            title: range.context.label
            value: range.at
            to: range.count - 1
            faulty: range.context.faulty
            spell: place => range.figure(place)
            onTurned: place => range.choose(place)
        }
    }

    Component {
        id: stars

        Column {
            spacing: Theme.space2

            Row {
                id: sky

                readonly property real cell: Math.min((parent.width - (range.count - 1) * spacing) / range.count,
                                                      Theme.badgeLarge)

                width: parent.width
                spacing: Theme.space1 + Theme.hair

                Repeater {
                    model: range.count

                    StarKey {
                        required property int index

                        objectName: "star_" + range.context.ref + "_" + (index + 1)
                        width: sky.cell
                        number: index + 1
                        lit: index <= range.at
                        chosen: index === range.at
                        text: qsTr("%1 of %2 stars").arg(index + 1).arg(range.count)
                        onActivated: range.choose(index)
                    }
                }
            }

            Words {
                objectName: "rangeValue_" + range.context.ref
                width: parent.width
                text: range.words
                size: Theme.lead
                strong: range.at >= 0
                color: range.at < 0 ? Theme.softInk : Theme.ink
            }
        }
    }
}
