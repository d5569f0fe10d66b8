pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// What can be done here: the card first, then search, topics, life events.
FocusScope {
    id: page

    required property HomeViewModel vm
    required property AppViewModel app
    readonly property bool searching: vm.query !== ""
    readonly property bool typing: search.input.activeFocus && Stage.keyboardShown

    // Large letters: few choices at a time, the rest behind "more".
    readonly property var choices: {
        if (!Theme.senior)
            return [];
        const all = vm.popular.slice(0, 2).map(item => ({ kind: "item", id: item.id, name: item.name, icon: "star" }));
        if (vm.notices.length > 0)
            all.push({ kind: "notices", id: "homeNotices", name: qsTr("Notices"), icon: "bell" });
        all.push({ kind: "cases", id: "homeMyCases", name: qsTr("My applications"), icon: "folder" });
        for (const topic of vm.topics)
            all.push({ kind: "topic", id: topic.id, name: topic.name, icon: topic.icon });
        for (const bundle of vm.bundles)
            all.push({ kind: "item", id: bundle.id, name: bundle.name, icon: "leaf" });
        all.push({ kind: "scan", id: "homeScan", name: qsTr("Scan a code"), icon: "qr" });
        return all;
    }
    property int group: 0
    readonly property int groupSize: Theme.choicesAtOnce - 1
    readonly property bool lastGroup: (group + 1) * groupSize >= choices.length

    function choose(choice: var): void {
        if (choice.kind === "item")
            vm.chooseItem(choice.id);
        else if (choice.kind === "topic")
            vm.chooseTopic(choice.id);
        else if (choice.kind === "cases")
            vm.openMyCases();
        else if (choice.kind === "notices")
            vm.openNotices();
        else
            vm.openScan();
    }

    // The card and the search stay while the rest may scroll.
    Item {
        id: side

        z: 1    // over what scrolls, yet first in the order of reading
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.top: parent.top
        width: Theme.landscape ? Theme.sideWidth : parent.width - 2 * Theme.margin
        height: Theme.landscape ? parent.height : sideColumn.implicitHeight + Theme.space4 + Theme.space1

        Column {
            id: sideColumn

            y: Theme.landscape ? Theme.space3 : Theme.space4
            width: parent.width
            spacing: Theme.space3

            CardHero {
                visible: !page.typing
                width: parent.width
                readerState: page.vm.readerState
                problem: page.vm.problem
                applicant: page.app.applicant
                buttons: !Theme.senior
                onScan: page.vm.openScan()
                onMyCases: page.vm.openMyCases()
                onRetry: page.vm.retry()
            }

            TextEntry {
                id: search

                objectName: "homeSearch"
                visible: !Theme.senior
                width: parent.width
                ref: "homeSearch"
                icon: "search"
                name: qsTr("Search for a service")
                placeholder: Theme.landscape ? qsTr("What do you need?")
                                             : qsTr("What do you need? A few words will do")
                radius: height / 2
                value: page.vm.query
                onEdited: text => page.vm.query = text
            }

            NoticeLine {
                objectName: "homeNotices"
                visible: notices.length > 0 && !Theme.senior && !page.typing && !page.searching
                width: parent.width
                notices: page.vm.notices
                narrow: Theme.landscape
                onActivated: page.vm.openNotices()
            }

            Row {
                id: often

                readonly property int count: Math.min(2, page.vm.popular.length)

                visible: count > 0 && !Theme.senior && !page.typing && !page.searching
                         && !(Theme.landscape && page.vm.notices.length > 0)
                width: parent.width
                spacing: Theme.space2

                Words {
                    id: oftenWords

                    anchors.verticalCenter: parent.verticalCenter
                    text: qsTr("Often asked for")
                    wrapMode: Text.NoWrap
                    color: Theme.softInk
                }

                Repeater {
                    model: page.vm.popular.slice(0, 2)

                    SecondaryButton {
                        required property var modelData

                        objectName: "item_" + modelData.id
                        width: Math.floor((often.width - oftenWords.width - often.count * often.spacing) / often.count)
                        implicitHeight: Theme.buttonSmall
                        radius: height / 2
                        border.width: Theme.hair
                        size: Theme.lead
                        padding: Theme.space2
                        text: modelData.name
                        onActivated: page.vm.chooseItem(modelData.id)
                    }
                }
            }
        }
    }

    Loader {
        anchors.left: Theme.landscape ? side.right : parent.left
        anchors.leftMargin: Theme.landscape ? Theme.space5 : Theme.margin
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.top: Theme.landscape ? parent.top : side.bottom
        anchors.topMargin: Theme.space3
        anchors.bottom: parent.bottom
        sourceComponent: page.searching ? found : Theme.senior ? few : all
    }

    // Everything at one look.
    Component {
        id: all

        Scroller {
            id: everything

            readonly property real cell: (width - 2 * Theme.gap) / 3
            // Without life events the topics have their place too.
            readonly property int room: Math.floor((height - (heading.visible ? heading.height + spacing : 0)
                                                    - bottomPadding - Theme.space3 - 2 * Theme.gap) / 3)
            readonly property int tile: page.vm.bundles.length > 0 ? Theme.topicTile
                : Math.max(Theme.topicTile, Math.min(room, Theme.topicTile + Theme.space7))

            spacing: Theme.space2
            bottomPadding: Theme.space2

            SectionTitle {
                id: heading

                visible: !Theme.landscape
                width: parent.width
                text: qsTr("What would you like to do?")
            }

            Grid {
                columns: 3
                columnSpacing: Theme.gap
                rowSpacing: Theme.landscape ? Theme.space2 : Theme.gap
                bottomPadding: Theme.space2

                Repeater {
                    model: page.vm.topics

                    TopicTile {
                        required property var modelData

                        objectName: "topic_" + modelData.id
                        width: everything.cell
                        implicitHeight: everything.tile
                        text: modelData.name
                        icon: modelData.icon
                        note: modelData.examples
                        onActivated: page.vm.chooseTopic(modelData.id)
                    }
                }
            }

            SectionTitle {
                visible: page.vm.bundles.length > 0
                width: parent.width
                text: qsTr("One matter, one visit")
            }

            Grid {
                columns: 3
                columnSpacing: Theme.gap

                Repeater {
                    model: page.vm.bundles.slice(0, 3)

                    ItemTile {
                        required property var modelData

                        objectName: "item_" + modelData.id
                        width: everything.cell
                        gold: true
                        icon: ""
                        text: modelData.name
                        note: modelData.note
                        onActivated: page.vm.chooseItem(modelData.id)
                    }
                }
            }
        }
    }

    // Large letters: five choices and "more".
    Component {
        id: few

        Grid {
            id: grid

            readonly property real cell: (width - Theme.gap) / 2
            readonly property real tileHeight: Math.floor((height - 2 * Theme.gap - Theme.space3) / 3)

            columns: 2
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            Repeater {
                model: page.choices.slice(page.group * page.groupSize, (page.group + 1) * page.groupSize)

                TopicTile {
                    required property var modelData

                    objectName: modelData.kind === "item" || modelData.kind === "topic"
                                ? modelData.kind + "_" + modelData.id : modelData.id
                    width: grid.cell
                    implicitHeight: grid.tileHeight
                    upright: grid.tileHeight >= 2.25 * Theme.badgeLarge
                    text: modelData.name
                    icon: modelData.icon
                    onActivated: page.choose(modelData)
                }
            }

            TopicTile {
                objectName: "homeMore"
                width: grid.cell
                implicitHeight: grid.tileHeight
                upright: grid.tileHeight >= 2.25 * Theme.badgeLarge
                icon: page.lastGroup ? "back" : "forward"
                text: page.lastGroup ? qsTr("Back to the first") : qsTr("More services")
                gold: true
                onActivated: page.group = page.lastGroup ? 0 : page.group + 1
            }
        }
    }

    // What the search found.
    Component {
        id: found

        Scroller {
            spacing: Theme.space2

            SectionTitle {
                width: parent.width
                text: page.vm.results.length === 0 ? qsTr("Nothing found under these words")
                    : page.vm.results.length === 1 ? qsTr("One service found")
                    : qsTr("%1 services found").arg(page.vm.results.length)
            }

            Words {
                visible: page.vm.results.length === 0
                width: parent.width
                text: qsTr("Try fewer words, or choose a topic: empty the search to see them again.")
                color: Theme.softInk
            }

            Repeater {
                model: page.vm.results

                ItemTile {
                    required property var modelData

                    objectName: "item_" + modelData.id
                    width: parent.width
                    text: modelData.name
                    note: modelData.note
                    onActivated: page.vm.chooseItem(modelData.id)
                }
            }
        }
    }
}
