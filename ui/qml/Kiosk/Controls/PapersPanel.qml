pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// Papers: one page large, all of them small in their order, and what can be done with the large one.
Column {
    id: papers

    required property CameraViewModel camera
    required property string ref
    property var pages: []                  // addresses; a page keeps its own wherever it stands
    property bool usable: true              // whether there is a camera
    property string looked                  // address of the page that is large
    property int place: -1                  // where it stood last
    property int known: 0                   // how many there were
    readonly property int at: Math.max(0, pages.indexOf(looked))
    readonly property bool several: pages.length > 1
    readonly property int half: (width - Theme.space3) / 2
    property alias more: moreButton
    property alias away: awayButton
    property SecondaryButton moving: null   // whoever goes by keys stays on this one

    // A page that came is looked at; one that was taken again, or went, gives its place to another.
    function look(): void {
        if (pages.length > known)
            looked = pages[pages.length - 1];
        else if (pages.indexOf(looked) < 0)
            looked = pages.length > 0 ? pages[Math.min(Math.max(0, place), pages.length - 1)] : "";
        known = pages.length;
        place = pages.indexOf(looked);
        Qt.callLater(follow);
    }

    function shift(by: int, button: SecondaryButton): void {
        moving = button;
        camera.move(ref, at, at + by);
    }

    // At the first and at the last place one of the two buttons has nothing to do.
    function follow(): void {
        const button = moving;
        moving = null;
        if (Stage.keysInUse && button)
            (button.visible ? button : button === earlier ? later : earlier).forceActiveFocus(Qt.TabFocusReason);
    }

    spacing: Theme.gap
    onPagesChanged: look()
    Component.onCompleted: look()

    Row {
        width: parent.width
        spacing: Theme.space3

        Column {
            id: left

            width: papers.half
            spacing: Theme.gap

            ShownPicture {
                width: parent.width
                tallest: papers.several && Theme.landscape ? Theme.pictureHeight : Theme.pageHeight
                source: papers.looked
                name: qsTr("Page %1").arg(papers.at + 1)
            }
        }

        Column {
            width: papers.half
            spacing: Theme.gap

            Words {
                width: parent.width
                size: Theme.strong
                strong: true
                color: Theme.actionInk
                Accessible.role: Accessible.StatusBar
                text: papers.several ? qsTr("This is page %1 of %2").arg(papers.at + 1).arg(papers.pages.length)
                                     : qsTr("1 page photographed")
            }

            SecondaryButton {
                id: moreButton

                objectName: "photoMore_" + papers.ref
                visible: papers.usable
                width: parent.width
                implicitHeight: Theme.buttonSmall
                icon: "plus"
                size: Theme.lead
                text: qsTr("Next page")
                onActivated: papers.camera.open(papers.ref)
            }

            SecondaryButton {
                objectName: "retake_" + papers.ref
                visible: papers.usable
                width: parent.width
                implicitHeight: Theme.buttonSmall
                icon: "again"
                size: Theme.lead
                text: qsTr("Take it again")
                onActivated: papers.camera.retake(papers.ref, papers.at)
            }

            // Each keeps its place when it has nothing to do: the next touch must not meet the other.
            Grid {
                id: order

                readonly property int side: Theme.landscape ? (width - columnSpacing) / 2 : width

                visible: papers.several
                width: parent.width
                columns: Theme.landscape ? 2 : 1
                columnSpacing: Theme.gap
                rowSpacing: Theme.gap

                Item {
                    width: order.side
                    height: Theme.buttonSmall

                    SecondaryButton {
                        id: earlier

                        objectName: "earlier_" + papers.ref
                        visible: papers.several && papers.at > 0
                        width: parent.width
                        implicitHeight: Theme.buttonSmall
                        padding: Theme.space2
                        icon: "back"
                        size: Theme.lead
                        text: qsTr("Move earlier")
                        onActivated: papers.shift(-1, earlier)
                    }
                }

                Item {
                    width: order.side
                    height: Theme.buttonSmall

                    SecondaryButton {
                        id: later

                        objectName: "later_" + papers.ref
                        visible: papers.several && papers.at < papers.pages.length - 1
                        width: parent.width
                        implicitHeight: Theme.buttonSmall
                        padding: Theme.space2
                        icon: "forward"
                        iconAfter: true
                        size: Theme.lead
                        text: qsTr("Move later")
                        onActivated: papers.shift(1, later)
                    }
                }
            }

            SecondaryButton {
                id: awayButton

                objectName: "clear_" + papers.ref
                width: parent.width
                implicitHeight: Theme.buttonSmall
                icon: "erase"
                size: Theme.lead
                text: qsTr("Remove page")
                onActivated: papers.camera.remove(papers.ref, papers.at)
            }
        }
    }

    // On a wide screen below the picture, which has room there.
    Flow {
        parent: Theme.landscape ? left : papers
        visible: papers.several
        width: parent.width
        spacing: Theme.gap

        Repeater {
            model: papers.several ? papers.pages.length : 0

            PageThumb {
                required property int index

                objectName: "page_" + (index + 1) + "_" + papers.ref
                source: papers.pages[index] ?? ""
                number: index + 1
                looked: papers.at === index
                onActivated: {
                    papers.looked = papers.pages[index];
                    papers.place = index;
                }
            }
        }
    }
}
