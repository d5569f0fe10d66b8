import QtQuick
import Kiosk
import Kiosk.ViewModels

// What can be done here: the card first, then search, topics, life events.
FocusScope {
    id: page

    required property HomeViewModel vm
    required property AppViewModel app
    readonly property bool searching: vm.query !== ""
    readonly property bool typing: search.input.activeFocus

    // Large letters: few choices at a time, the rest behind "more".
    readonly property var choices: {
        const all = vm.popular.map(item => ({ kind: "item", id: item.id, name: item.name, icon: "paper" }));
        all.push({ kind: "cases", id: "homeMyCases", name: qsTr("My applications"), icon: "folder" });
        for (const topic of vm.topics)
            all.push({ kind: "topic", id: topic.id, name: topic.name, icon: topic.icon });
        for (const bundle of vm.bundles)
            all.push({ kind: "item", id: bundle.id, name: bundle.name, icon: "check" });
        all.push({ kind: "scan", id: "homeScan", name: qsTr("Scan a code"), icon: "qr" });
        return all;
    }
    property int group: 0
    readonly property int groupSize: Theme.choicesAtOnce - 1

    function choose(choice: var): void {
        if (choice.kind === "item")
            vm.chooseItem(choice.id);
        else if (choice.kind === "topic")
            vm.chooseTopic(choice.id);
        else if (choice.kind === "cases")
            vm.openMyCases();
        else
            vm.openScan();
    }

    Flow {
        id: columns

        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.topMargin: Theme.landscape ? Theme.space3 : Theme.space4
        spacing: Theme.landscape ? Theme.space5 : Theme.space3

        readonly property int sideWidth: Theme.landscape ? Theme.sideWidth : width
        readonly property int mainWidth: Theme.landscape ? width - sideWidth - spacing : width

        Column {
            width: columns.sideWidth
            spacing: Theme.space3

            CardHero {
                id: hero

                visible: !page.typing
                width: parent.width
                readerState: page.vm.readerState
                problem: page.vm.problem
                applicant: page.app.applicant
                showScan: !Theme.senior
                onScan: page.vm.openScan()
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
                                             : qsTr("What do you need? Words, pinyin or initials")
                radius: height / 2
                value: page.vm.query
                onEdited: text => page.vm.query = text
            }

            Column {
                visible: Theme.landscape && !Theme.senior && !page.typing
                width: parent.width
                spacing: Theme.space2

                Loader {
                    width: parent.width
                    active: parent.visible
                    sourceComponent: quickRow
                }
            }
        }

        Loader {
            width: columns.mainWidth
            height: columns.height - (Theme.landscape ? 0 : y)
            sourceComponent: page.searching ? found : Theme.senior ? few : all
        }
    }

    Component {
        id: quickRow

        Row {
            spacing: Theme.space2

            SecondaryButton {
                objectName: "homeMyCases"
                width: (parent.width - parent.spacing) / 2
                height: Theme.button - Theme.space2
                icon: "folder"
                size: Theme.lead
                padding: Theme.space2
                text: qsTr("My applications")
                onActivated: page.vm.openMyCases()
            }

            SecondaryButton {
                objectName: "homeScanReceipt"
                width: (parent.width - parent.spacing) / 2
                height: Theme.button - Theme.space2
                icon: "paper"
                size: Theme.lead
                padding: Theme.space2
                text: qsTr("Scan a receipt")
                onActivated: page.vm.openScan()
            }
        }
    }

    // Everything at one look.
    Component {
        id: all

        Column {
            id: everything

            readonly property real cell: (width - 2 * Theme.gap) / 3

            spacing: Theme.space2

            SectionTitle {
                width: parent.width
                text: qsTr("What would you like to do?")
            }

            Grid {
                columns: 3
                columnSpacing: Theme.gap
                rowSpacing: Theme.landscape ? Theme.space2 : Theme.gap

                Repeater {
                    model: page.vm.topics

                    TopicTile {
                        required property var modelData

                        objectName: "topic_" + modelData.id
                        width: everything.cell
                        implicitHeight: Theme.landscape ? 152 : 178
                        text: modelData.name
                        icon: modelData.icon
                        note: modelData.examples
                        onActivated: page.vm.chooseTopic(modelData.id)
                    }
                }
            }

            SectionTitle {
                visible: page.vm.popular.length > 0 && !Theme.landscape
                width: parent.width
                topPadding: Theme.space1
                text: qsTr("Often asked for")
            }

            Grid {
                visible: page.vm.popular.length > 0 && !Theme.landscape
                columns: 2
                columnSpacing: Theme.gap
                rowSpacing: Theme.space2

                Repeater {
                    model: Theme.landscape ? [] : page.vm.popular.slice(0, 4)

                    ItemTile {
                        required property var modelData

                        objectName: "item_" + modelData.id
                        width: (everything.width - Theme.gap) / 2
                        text: modelData.name
                        onActivated: page.vm.chooseItem(modelData.id)
                    }
                }
            }

            SectionTitle {
                visible: page.vm.bundles.length > 0
                width: parent.width
                topPadding: Theme.space1
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

            Loader {
                active: !Theme.landscape
                visible: active
                width: parent.width
                sourceComponent: quickRow
            }
        }
    }

    // Large letters: five choices and "more".
    Component {
        id: few

        Grid {
            id: grid

            readonly property real cell: (width - Theme.gap) / 2

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
                    implicitHeight: Theme.landscape ? 196 : 236
                    text: modelData.name
                    icon: modelData.icon
                    onActivated: page.choose(modelData)
                }
            }

            TopicTile {
                objectName: "homeMore"
                width: grid.cell
                implicitHeight: Theme.landscape ? 196 : 236
                icon: "forward"
                text: (page.group + 1) * page.groupSize >= page.choices.length ? qsTr("Back to the first")
                                                                               : qsTr("More services")
                color: pressed ? Theme.attentionWashPressed : Theme.attentionWash
                border.color: Theme.attentionLine
                onActivated: page.group = (page.group + 1) * page.groupSize >= page.choices.length
                                          ? 0 : page.group + 1
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
                                                   : qsTr("Found")
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
